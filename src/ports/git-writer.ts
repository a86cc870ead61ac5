import { promises } from "node:fs";
import { dirname } from "node:path";
import type { GitObjectKind } from "./git-object.ts";

/** Writes a loose object, whole or not at all, and gives its id. */
export type WriteObject = (kind: GitObjectKind, content: Uint8Array) => Promise<string>;

/** Opens a writer of objects for the git directory that holds `objects/`. */
export function openObjectWriter(gitdir: string): WriteObject {
  return async (kind, content) => {
    const { writeObject } = await import("isomorphic-git");
    return writeObject({ fs: { promises: durable }, gitdir, type: kind, format: "content", object: content });
  };
}

/** isomorphic-git writes objects in place; a kill half-way would leave a file that looks like the object for ever. */
const durable = { ...promises, writeFile: writeWhole };

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${dirname(path)}/tmp_obj_${process.pid}_${process.hrtime.bigint()}`;
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
