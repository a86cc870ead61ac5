import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import { quoted, wrong } from "./diagnose.ts";
import { pathFault } from "./path.ts";

/** Largest file of a tree; kinds of files have smaller limits of their own. */
export const maxFileBytes = 256 * 1024 * 1024;

/** A path that must not be read as a file: what lies there, as a diagnostic that names it. */
export class UnusablePath extends RollcallError {
  readonly diagnostic: Diagnostic;

  constructor(path: string, remark: { readonly code: string; readonly message: string; readonly hint: string }) {
    super("input-invalid", `${path}: ${remark.message}`);
    this.diagnostic = wrong({ ...remark, at: { file: path, line: 1, column: 1 } });
  }
}

/** Throws when a text is no path below the root. */
export function refuseUnlessPath(path: string): void {
  const fault = pathFault(path);
  if (fault === null) return;
  throw new UnusablePath(path, {
    code: "bad-path",
    message: `${quoted(path)} is no path below the root: ${fault}`,
    hint: "write it from the root, with /",
  });
}

/** Something else lies where a file is read; `what` names it. */
export function notAFile(path: string, what: string): UnusablePath {
  return new UnusablePath(path, {
    code: "not-a-plain-file",
    message: `${what} lies where a plain file is read`,
    hint: "put a plain file with mode 644 there",
  });
}

/** A directory lies among files that are read one by one. */
export function nestedDirectory(path: string): UnusablePath {
  return new UnusablePath(path, {
    code: "nested-directory",
    message: "a directory lies where only files are read",
    hint: "move its files up; what lies in it would not be seen",
  });
}

/** Two names that some file systems take for one. */
export function nameCollision(path: string, twin: string): UnusablePath {
  return new UnusablePath(path, {
    code: "name-collision",
    message: `the name differs from ${quoted(twin)} only in case or in how its letters are composed`,
    hint: "rename or remove one of them",
  });
}

/** A file larger than any that is read. */
export function tooLarge(path: string, bytes: number): UnusablePath {
  return new UnusablePath(path, {
    code: "file-too-large",
    message: `the file has ${bytes} bytes, more than ${maxFileBytes}`,
    hint: "split it",
  });
}
