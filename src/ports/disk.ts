import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { type FileHandle, link, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { followPath } from "./named-path.ts";

/** One open file that grows only at its end. */
export interface AppendFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Returns when everything appended so far would survive a power cut (fsync). */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What a directory entry is; links and everything else that is no plain file or directory are `other`. */
export interface DiskEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "other";
}

/** How a file is written. */
interface WriteOptions {
  /** Mode 0600. */
  readonly private?: boolean;
  /** A person named the path: a link there is followed, and a device or a pipe is written to, not replaced. */
  readonly named?: boolean;
}

/** The file system as an argument. Paths are absolute; a missing file is null, any other trouble throws. */
export interface Disk {
  read(path: string): Promise<Uint8Array | null>;
  /** Bytes of a file without reading it; null when missing. */
  size(path: string): Promise<number | null>;
  /** SHA-256 of a file as 64 hex digits, without keeping the file; null when missing. */
  digest(path: string): Promise<string | null>;
  /** A text that is another one once somebody has written or replaced the file; null when missing. */
  identity(path: string): Promise<string | null>;
  list(path: string): Promise<readonly DiskEntry[] | null>;
  /** Writes whole or not at all (temporary file, fsync, rename); makes the directory. */
  write(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void>;
  /** Creates the file, or returns false when it is already there. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  append(path: string): Promise<AppendFile>;
  remove(path: string): Promise<void>;
}

/** The real file system. */
export const systemDisk: Disk = {
  read: (path) =>
    readFile(path)
      .then((buffer) => new Uint8Array(buffer), absentAsNull)
      .catch(naming(path)),
  size: (path) => stat(path).then((found) => found.size, absentAsNull),
  digest: (path) => open(path).then(digestAndClose, absentAsNull).catch(naming(path)),
  identity: (path) => stat(path, { bigint: true }).then(identityOf, absentAsNull),
  list: (path) => readdir(path, { withFileTypes: true }).then((entries) => entries.map(toEntry), absentAsNull),
  write: (path, bytes, options) => (options?.named === true ? writeNamed : writeWhole)(path, bytes, options),
  create: createNew,
  append: openForAppend,
  remove: (path) => rm(path, { force: true, recursive: true }),
};

/** Nobody sets the time of change: whoever writes, renames or dates back a file makes it another one. */
function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}

const PIECE = 4 * 1024 * 1024;

function toEntry(entry: { name: string; isFile(): boolean; isDirectory(): boolean }): DiskEntry {
  return { name: entry.name, kind: entry.isFile() ? "file" : entry.isDirectory() ? "directory" : "other" };
}

/** Reads one piece while the one before it is reckoned. */
async function digestAndClose(handle: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  const read = () => handle.read(new Uint8Array(PIECE), 0, PIECE);
  try {
    let next = read();
    for (;;) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return hash.digest("hex");
      next = read();
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

async function writeNamed(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void> {
  const target = await followPath(path);
  if (target.kind === "file") return writeWhole(target.path, bytes, options);
  const handle = await open(target.path, "w");
  await handle.writeFile(bytes).finally(() => handle.close());
}

async function writeWhole(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = temporaryIn(directory);
  try {
    const handle = await open(temporary, "wx", options?.private ? 0o600 : 0o644);
    await writeAndSync(handle, bytes).finally(() => handle.close());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    return naming(path)(error);
  }
  await syncDirectory(directory);
}

/** Whole or not at all, as a process that died in between would leave a file that nobody can read. */
async function createNew(path: string, bytes: Uint8Array): Promise<boolean> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = temporaryIn(directory);
  try {
    const handle = await open(temporary, "wx");
    await writeAndSync(handle, bytes).finally(() => handle.close());
    const isNew = await link(temporary, path).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
      },
    );
    if (isNew) await syncDirectory(directory);
    return isNew;
  } finally {
    await rm(temporary, { force: true });
  }
}

function temporaryIn(directory: string): string {
  return join(directory, `.${process.pid}.${process.hrtime.bigint()}.tmp`);
}

async function openForAppend(path: string): Promise<AppendFile> {
  await mkdir(dirname(path), { recursive: true });
  const existed = await lstat(path).then(
    () => true,
    () => false,
  );
  const handle = await open(path, "a", 0o600);
  if (!existed) await syncDirectory(dirname(path));
  return {
    append: (bytes) => handle.appendFile(bytes),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

async function writeAndSync(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  await handle.writeFile(bytes);
  await handle.sync();
}

/** A rename is durable only once its directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  await handle.sync().finally(() => handle.close());
}

/** Throws what went wrong with the path that was meant: reading a directory names none, and a file for the time being says nothing to anybody. */
function naming(path: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof Error && codeOf(error) !== null ? Object.assign(error, { path, dest: undefined }) : error;
  };
}

function absentAsNull(error: unknown): null {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
