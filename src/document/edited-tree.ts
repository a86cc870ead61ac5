import { compareText } from "../model/compare.ts";
import type { FileEdit } from "../model/file-edit.ts";
import type { Tree } from "./tree.ts";

/** A tree as it would be with these edits; nothing is written. It is no commit. */
export function editedTree(tree: Tree, edits: readonly FileEdit[]): Tree {
  const after = new Map(edits.map((edit) => [edit.path, edit.after]));
  return {
    commit: null,
    read: async (path) => {
      const text = after.get(path);
      if (text === undefined) return tree.read(path);
      return text === null ? null : encodeText(text);
    },
    list: async (directory, folders) => {
      const listed = await tree.list(directory, folders);
      const isIn = (path: string) => path.slice(0, path.lastIndexOf("/")) === directory;
      const added = [...after].flatMap(([path, text]) => (isIn(path) && text !== null ? [path] : []));
      const kept = listed.filter((path) => after.get(path) !== null);
      return [...new Set([...kept, ...added])].sort(compareText);
    },
  };
}

/** The text of a file with its byte order mark, so that nothing is lost when it is written again. */
export function decodeWhole(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The bytes of a text. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
