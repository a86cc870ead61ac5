/** What becomes of one file that people write: its text before (null: there was none) and after (null: it goes). */
export interface FileEdit {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}
