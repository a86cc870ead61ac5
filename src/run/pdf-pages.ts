/** How a text is set; sizes and distances in points. */
export interface TextStyle {
  readonly size: number;
  readonly isBold?: boolean;
  readonly isFaint?: boolean;
  /** Room below. */
  readonly after?: number;
}

/** Where a text stands: its left edge, its width and its top. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align?: "left" | "right";
}

/** Two fonts, and how a text is written so that they can show it. */
export interface PdfLetters {
  readonly plain: Buffer;
  readonly bold: Buffer;
  readonly words: (text: string) => string;
}

/** A document that grows downwards and goes on on the next page. */
export class PdfPages {
  readonly #document: PDFKit.PDFDocument;
  readonly #letters: PdfLetters;
  readonly #chunks: Buffer[] = [];
  #isBold: boolean | null = null;
  /** Where the next line begins. */
  y: number;

  constructor(document: PDFKit.PDFDocument, letters: PdfLetters) {
    this.#document = document;
    this.#letters = letters;
    this.y = document.page.margins.top;
    document.registerFont("plain", letters.plain).registerFont("bold", letters.bold);
    document.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
  }

  get left(): number {
    return this.#document.page.margins.left;
  }

  get width(): number {
    const { width, margins } = this.#document.page;
    return width - margins.left - margins.right;
  }

  /** Points that are left on this page. */
  get room(): number {
    const { height, margins } = this.#document.page;
    return height - margins.bottom - this.y;
  }

  /** A paragraph over the whole width. */
  text(text: string, style: TextStyle): void {
    const height = this.heightOf(text, style, this.width);
    if (height > this.room) this.turn();
    this.put(text, style, { x: this.left, y: this.y, width: this.width });
    this.y += height + (style.after ?? 0);
  }

  /** Leaves room, or turns the page where less than `needed` would be left. */
  gap(size: number, needed: number): void {
    if (this.room < size + needed) this.turn();
    else this.y += size;
  }

  turn(): void {
    this.#document.addPage();
    this.y = this.#document.page.margins.top;
  }

  /** Sets a text into a box, whatever stands there. */
  put(text: string, style: TextStyle, { x, y, width, align = "left" }: Box): void {
    this.#use(style);
    this.#document.fillColor(style.isFaint === true ? "#555555" : "#000000");
    this.#document.text(this.#letters.words(text), x, y, { width, align, lineGap: 0 });
  }

  widthOf(text: string, style: TextStyle): number {
    this.#use(style);
    return this.#document.widthOfString(this.#letters.words(text));
  }

  heightOf(text: string, style: TextStyle, width: number): number {
    this.#use(style);
    return this.#document.heightOfString(this.#letters.words(text), { width, lineGap: 0 });
  }

  /** A line from edge to edge. */
  rule(y: number): void {
    this.#document
      .moveTo(this.left, y)
      .lineTo(this.left + this.width, y)
      .lineWidth(0.4)
      .strokeColor("#bbbbbb")
      .stroke();
  }

  /** Writes the foot of every page, with its number, and gives the bytes. */
  async end(foot: string): Promise<Uint8Array> {
    const { count } = this.#document.bufferedPageRange();
    const style = { size: 7, isFaint: true };
    for (let page = 0; page < count; page++) {
      this.#document.switchToPage(page);
      const { height, margins } = this.#document.page;
      const y = height - margins.bottom + 14;
      this.#document.page.margins = { ...margins, bottom: 0 };
      this.put(foot, style, { x: this.left, y, width: this.width - 90 });
      this.put(`page ${page + 1} of ${count}`, style, { x: this.left + this.width - 90, y, width: 90, align: "right" });
      this.#document.page.margins = margins;
    }
    const ended = new Promise<void>((resolve) => this.#document.once("end", resolve));
    this.#document.end();
    await ended;
    return Buffer.concat(this.#chunks);
  }

  #use({ size, isBold = false }: TextStyle): void {
    if (isBold !== this.#isBold) this.#document.font(isBold ? "bold" : "plain");
    this.#isBold = isBold;
    this.#document.fontSize(size);
  }
}
