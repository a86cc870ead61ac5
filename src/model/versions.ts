/** Which of the successive versions of something was in force, counted from 1, and its digest. */
export interface Version {
  readonly version: number;
  readonly digest: string;
  /** The same had been in force before, as this version, and was replaced; left out: it never was. */
  readonly returns?: number;
}

/** What decides who may do and sign what, at one place of the ledger; null before the first. */
export interface Versions {
  readonly policies: Version | null;
  readonly signers: Version | null;
}
