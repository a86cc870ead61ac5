/** One row and the line (from 1) it starts in. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Splits a text into rows. Lines without a quote, nearly all, are cut by the engine's own `split`. */
export class CsvScan {
  readonly rows: Row[] = [];
  /** Offset of each row. */
  readonly starts: number[] = [];
  fault: { readonly offset: number; readonly message: string; readonly hint: string } | null = null;
  readonly #text: string;
  #line = 1;

  /** Reads until the end, the first fault, or more rows than `maxRows` (and a header). */
  constructor(text: string, maxRows: number) {
    this.#text = text;
    let quote = text.indexOf('"');
    let at = 0;
    while (at < text.length && this.fault === null && this.rows.length <= maxRows + 1) {
      const end = this.#lineEnd(at);
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      if (quote === -1 || quote >= end) {
        this.#add(at, this.#content(at, end).split(","));
        this.#line += 1;
        at = end + 1;
      } else {
        at = this.#quotedRow(at);
      }
    }
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf("\n", from);
    return end === -1 ? this.#text.length : end;
  }

  /** A line without its break. */
  #content(from: number, end: number): string {
    return this.#text.slice(from, this.#text.charCodeAt(end - 1) === 0x0d && end > from ? end - 1 : end);
  }

  #add(start: number, cells: readonly string[]): void {
    this.rows.push({ line: this.#line, cells });
    this.starts.push(start);
  }

  /** Reads one row cell by cell; gives the offset of the next. */
  #quotedRow(start: number): number {
    const cells: string[] = [];
    let lines = 1;
    let at = start;
    for (;;) {
      const cell = this.#text[at] === '"' ? this.#quotedCell(at) : this.#plainCell(at);
      if (cell === null) return this.#text.length;
      cells.push(cell.text);
      lines += countBreaks(cell.text);
      at = cell.end;
      if (this.#text[at] !== ",") break;
      at += 1;
    }
    this.#add(start, cells);
    this.#line += lines;
    if (this.#text[at] === "\r") at += 1;
    return at + 1;
  }

  #plainCell(start: number): { readonly text: string; readonly end: number } | null {
    const lineEnd = this.#lineEnd(start);
    const comma = this.#text.indexOf(",", start);
    const end = comma === -1 || comma > lineEnd ? start + this.#content(start, lineEnd).length : comma;
    const text = this.#text.slice(start, end);
    const quote = text.indexOf('"');
    if (quote === -1) return { text, end };
    return this.#fail(
      start + quote,
      "a quote stands inside a cell that does not begin with one",
      "quote the whole cell",
    );
  }

  #quotedCell(start: number): { readonly text: string; readonly end: number } | null {
    let close = this.#text.indexOf('"', start + 1);
    while (close !== -1 && this.#text[close + 1] === '"') close = this.#text.indexOf('"', close + 2);
    if (close === -1) return this.#fail(start, "this quote is never closed", 'close it; write a quote inside as ""');
    const next = this.#text[close + 1] ?? "\n";
    if (next !== "," && next !== "\n" && next !== "\r") {
      return this.#fail(close + 1, "something follows the closing quote of a cell", 'write a quote inside as ""');
    }
    return { text: this.#text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 };
  }

  #fail(offset: number, message: string, hint: string): null {
    this.fault = { offset, message, hint };
    return null;
  }
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
