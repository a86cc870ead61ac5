import { readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** What is to be written to; a `stream` is a device, a pipe or a directory, which is no file to be replaced. */
export interface NamedTarget {
  readonly kind: "file" | "stream";
  readonly path: string;
}

/** Where an absolute path that a person named leads: links are followed to their end, also to a file that is not there yet. */
export async function followPath(path: string): Promise<NamedTarget> {
  const found = await stat(path).catch(ifMissing);
  if (found !== null) return found.isFile() ? { kind: "file", path: await realpath(path) } : { kind: "stream", path };
  const next = await readlink(path).catch(() => null);
  return next === null ? { kind: "file", path } : followPath(resolve(await realpath(dirname(path)), next));
}

function ifMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
  throw error;
}
