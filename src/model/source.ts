/** Where something was written: a path relative to the root, with 1-based line and column. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
