/** Full, broken or closed to writing: no bug, and no stack helps. */
export function isDiskTrouble(error: unknown): error is Error {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return (
    always.has(String(error.code)) ||
    (error.code === "ENOENT" && "syscall" in error && writes.has(String(error.syscall)))
  );
}

const always: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EIO", "EROFS", "EUCLEAN"]);

/** Whoever writes has made the directory just before: a disk that fails loses it in between (ext4 without its device). */
const writes: ReadonlySet<string> = new Set(["mkdir", "open", "rename", "link"]);
