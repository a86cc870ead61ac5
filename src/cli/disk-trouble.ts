/** Full, broken or closed to writing: no bug, and no stack helps. */
export function isDiskTrouble(error: unknown): error is Error {
  if (!isFailure(error)) return false;
  return always.has(error.code) || (error.code === "ENOENT" && writes.has(error.syscall));
}

/**
 * A path that is not what a file or a directory was to be at, in words that name it and say what to do: a person named it, or put something
 * in its way. Null for any other error.
 */
export function wrongPathText(error: unknown): string | null {
  if (!isFailure(error)) return null;
  const code = error.code === "EEXIST" && error.syscall === "mkdir" ? "ENOTDIR" : error.code;
  const what = Object.hasOwn(wrongPaths, code) ? wrongPaths[code] : undefined;
  const path = textOf(error, "dest") ?? textOf(error, "path");
  return what === undefined || path === null || error.syscall.startsWith("spawn") ? null : `${path} ${what}`;
}

const always: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EIO", "EROFS", "EUCLEAN"]);

/** Whoever writes has made the directory just before: a disk that fails loses it in between (ext4 without its device). */
const writes: ReadonlySet<string> = new Set(["mkdir", "open", "rename", "link"]);

const wrongPaths: Readonly<Record<string, string>> = {
  EISDIR: "is a directory: name a file",
  ENOTDIR: "leads through a file as if that were a directory: correct the path",
  EACCES: "may not be used by this user: see its permissions, and those of its directory",
  EPERM: "may not be used by this user: see its permissions, and those of its directory",
  ELOOP: "is a link that leads to itself: correct the link",
  ENAMETOOLONG: "is too long: give it a shorter name",
  ENXIO: "is nothing that can be opened as a file: name another",
};

interface Failure extends Error {
  readonly code: string;
  readonly syscall: string;
}

/** What a call to the operating system failed with. */
function isFailure(error: unknown): error is Failure {
  return error instanceof Error && textOf(error, "code") !== null && textOf(error, "syscall") !== null;
}

function textOf(error: Error, name: string): string | null {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : null;
}
