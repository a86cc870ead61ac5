import { doubtful, wrong } from "../document/diagnose.ts";
import { sha256 } from "../document/digest.ts";
import type { Tree } from "../document/tree.ts";
import { UnusablePath } from "../document/unusable-path.ts";
import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";

/** Files on their way at once. */
const concurrency = 32;

/** A file that was read. */
export interface FileBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads files of a tree, and keeps the digest of each and everything that could not be read. */
export class Files {
  readonly diagnostics: Diagnostic[] = [];
  /** Whether every directory could be listed; otherwise nobody knows what lies in it. */
  isListed = true;
  readonly #tree: Tree;
  readonly #digests = new Map<string, string>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Digests of all files read so far, sorted by path. */
  get inputs(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#digests].sort(([a], [b]) => compareText(a, b)));
  }

  /** A file; null when there is none, or when it could not be read, which is noted. `missing` is noted when there is none. */
  async read(path: string, missing?: { readonly message: string; readonly hint: string }): Promise<FileBytes | null> {
    const found = await this.#attempt(path, () => this.#tree.read(path));
    if (found === failed) return null;
    if (found === null) {
      if (missing !== undefined) this.diagnostics.push(wrong({ code: "missing-file", at: startOf(path), ...missing }));
      return null;
    }
    this.#digests.set(path, sha256(found));
    return { path, bytes: found };
  }

  /**
   * Paths of the right name in a directory, sorted; others are passed over, with a note when somebody may expect more. `folders`
   * are read by themselves.
   */
  async listNamed(
    directory: string,
    wish: {
      readonly isRight: (path: string) => boolean;
      readonly hint: string;
      readonly folders?: readonly string[];
    },
  ): Promise<readonly string[]> {
    const { isRight, hint, folders } = wish;
    const found = await this.#attempt(directory, () => this.#tree.list(directory, folders));
    if (found === failed) this.isListed = false;
    return found === failed ? [] : found.filter((path) => isRight(path) || this.#passOver(path, hint));
  }

  /** Files that were listed: one that has gone meanwhile is noted. */
  async readAll(paths: readonly string[]): Promise<readonly FileBytes[]> {
    const gone = { message: "the file is gone", hint: "it was there a moment ago; try again" };
    const files: FileBytes[] = [];
    for (let at = 0; at < paths.length; at += concurrency) {
      const some = await Promise.all(paths.slice(at, at + concurrency).map((path) => this.read(path, gone)));
      for (const file of some) if (file !== null) files.push(file);
    }
    return files;
  }

  /** Notes of files without an extension, and of those for people, would only be noise. */
  #passOver(path: string, hint: string): false {
    const at = startOf(path);
    if (/\.(ya?ml|json|rego)$/i.test(path)) {
      const message = "a file of this name is not read";
      this.diagnostics.push(wrong({ code: "wrong-extension", at, message, hint }));
    } else if (/\.(?!(md|txt)$)[^/]*$/i.test(path)) {
      this.diagnostics.push(doubtful({ code: "ignored-file", at, message: "a file of this name is not read", hint }));
    }
    return false;
  }

  /** A read that failed is an error of the whole, never an empty answer. */
  async #attempt<T>(path: string, action: () => Promise<T>): Promise<T | typeof failed> {
    try {
      return await action();
    } catch (error) {
      this.diagnostics.push(error instanceof UnusablePath ? error.diagnostic : unreadable(path, error));
      return failed;
    }
  }
}

const failed = Symbol("failed");

function unreadable(path: string, error: unknown): Diagnostic {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return wrong({
    code: "unreadable-file",
    at: startOf(path),
    message: `it cannot be read (${code})`,
    hint: "look at its permissions, or at the repository",
  });
}

function startOf(file: string): Diagnostic["at"] {
  return { file, line: 1, column: 1 };
}
