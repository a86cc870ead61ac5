/** A name in a tree with the object it names. */
export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `040000` or `160000`. */
  readonly mode: string;
  readonly name: string;
  /** 40 hex digits. */
  readonly oid: string;
}

/** A remote did not take a push: somebody else was there first, or it is out of reach. */
export type PushResult =
  | { readonly kind: "pushed" }
  | { readonly kind: "stale" }
  | { readonly kind: "failed"; readonly reason: string };

/** A git repository as an argument: objects by id, references by compare-and-swap. Objects are immutable and content-addressed. */
export interface Git {
  /** Full object id of a revision such as `HEAD` or `main`, peeled to a commit; null when it does not exist. */
  resolve(revision: string): Promise<string | null>;
  /** Whether tracked files differ from HEAD, or untracked ones lie under the paths. */
  isDirty(paths: readonly string[]): Promise<boolean>;
  /** Raw bytes of a commit object, without git's header. */
  readCommit(oid: string): Promise<Uint8Array>;
  readTree(oid: string): Promise<readonly TreeEntry[]>;
  readBlob(oid: string): Promise<Uint8Array>;
  writeBlob(bytes: Uint8Array): Promise<string>;
  writeTree(entries: readonly TreeEntry[]): Promise<string>;
  /** Writes a commit object from its raw bytes. */
  writeCommit(bytes: Uint8Array): Promise<string>;
  /** Commits from a tip back to a root along first parents, newest first. */
  history(tip: string): AsyncIterable<string>;
  /** Moves a reference from `expected` (null: it must not exist) to `next`; false when somebody was faster. */
  updateRef(ref: string, next: string, expected: string | null): Promise<boolean>;
  /** Pushes `oid` to `ref` if the remote's is still `expected` (null: absent). */
  push(
    remote: string,
    ref: string,
    change: { readonly oid: string; readonly expected: string | null },
  ): Promise<PushResult>;
  /** Fetches `ref` and gives its id at the remote; null when the remote has no such ref; throws when out of reach. */
  fetch(remote: string, ref: string): Promise<string | null>;
}
