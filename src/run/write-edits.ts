import { join } from "node:path";
import { encodeText } from "../document/edited-tree.ts";
import type { FileEdit } from "../model/file-edit.ts";
import type { World } from "./world.ts";

/** Writes edits into the working directory, each file whole or not at all. */
export async function writeEdits(
  { disk, root }: Pick<World, "disk" | "root">,
  edits: readonly FileEdit[],
): Promise<void> {
  for (const { path, after } of edits) {
    if (after === null) await disk.remove(join(root, path));
    else await disk.write(join(root, path), encodeText(after));
  }
}
