import { promises } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { type GitObjectKind, objectId } from "./git-object.ts";

/** Writes a loose object, whole or not at all, and gives its id. */
export type WriteObject = (kind: GitObjectKind, content: Uint8Array) => Promise<string>;

/** Opens a writer of objects for the git directory that holds `objects/` (gitrepository-layout, "loose objects"). */
export function openObjectWriter(gitdir: string): WriteObject {
  return async (kind, content) => {
    const oid = objectId(kind, content);
    const folder = join(gitdir, "objects", oid.slice(0, 2));
    const path = join(folder, oid.slice(2));
    if (await isThere(path)) return oid;
    const object = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
    await writeWhole(folder, path, await compress(object));
    return oid;
  };
}

const compress = promisify<Buffer, Buffer>((bytes, done) => deflate(bytes, { level: 1 }, done));

async function isThere(path: string): Promise<boolean> {
  return promises.access(path).then(
    () => true,
    () => false,
  );
}

/** A kill half-way must leave no file that looks like the object for ever. */
async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await promises.mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp_obj_${process.pid}_${process.hrtime.bigint()}`);
  try {
    const handle = await promises.open(temporary, "wx", 0o444);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await promises.rename(temporary, path);
  } catch (error) {
    await promises.rm(temporary, { force: true });
    throw error;
  }
}
