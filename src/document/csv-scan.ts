/** One row and the line (from 1) it starts in. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const quoteMark = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

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
    return this.#text.slice(from, this.#text.charCodeAt(end - 1) === carriageReturn && end > from ? end - 1 : end);
  }

  #add(start: number, cells: readonly string[]): void {
    this.rows.push({ line: this.#line, cells });
    this.starts.push(start);
  }

  /** Reads one row cell by cell; gives the offset of the next. */
  #quotedRow(start: number): number {
    const cells: string[] = [];
    let at = start;
    do {
      at = this.#text.charCodeAt(at) === quoteMark ? this.#quotedCell(at, cells) : this.#plainCell(at, cells);
    } while (this.#text.charCodeAt(at++) === comma);
    if (this.fault !== null) return this.#text.length;
    this.#add(start, cells);
    for (const cell of cells) this.#line += countBreaks(cell);
    this.#line += 1;
    return this.#text.charCodeAt(at - 1) === carriageReturn ? at + 1 : at;
  }

  /** Adds a cell and gives the offset of what ends it. */
  #plainCell(start: number, cells: string[]): number {
    let at = start;
    for (let code = this.#text.charCodeAt(at); !isEnd(code); code = this.#text.charCodeAt(at)) {
      if (code === quoteMark) {
        return this.#fail(at, "a quote stands inside a cell that does not begin with one", "quote the whole cell");
      }
      at += 1;
    }
    cells.push(this.#text.slice(start, at));
    return at;
  }

  /** As `#plainCell`; two quotes inside stand for one. */
  #quotedCell(start: number, cells: string[]): number {
    let close = this.#text.indexOf('"', start + 1);
    let isDoubled = false;
    while (close !== -1 && this.#text.charCodeAt(close + 1) === quoteMark) {
      isDoubled = true;
      close = this.#text.indexOf('"', close + 2);
    }
    if (close === -1) return this.#fail(start, "this quote is never closed", 'close it; write a quote inside as ""');
    if (!isEnd(this.#text.charCodeAt(close + 1))) {
      return this.#fail(close + 1, "something follows the closing quote of a cell", 'write a quote inside as ""');
    }
    const text = this.#text.slice(start + 1, close);
    cells.push(isDoubled ? text.replaceAll('""', '"') : text);
    return close + 1;
  }

  /** Ends the scan: gives the end of the text, where no cell follows. */
  #fail(offset: number, message: string, hint: string): number {
    this.fault = { offset, message, hint };
    return this.#text.length;
  }
}

/** A comma, a line end, or the end of the text. A carriage return stands only before a line feed in a decoded text. */
function isEnd(code: number): boolean {
  return code === comma || code === lineFeed || code === carriageReturn || Number.isNaN(code);
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
