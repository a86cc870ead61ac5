import { join } from "node:path";
import type { Disk } from "../ports/disk.ts";
import type { Git, TreeEntry } from "../ports/git.ts";

/** A name in a directory; `what` is for messages. Bytes and entries are null when it has gone meanwhile. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "directory" | "other";
  readonly what: string;
  /** Bytes of the file without reading it; null when that is not known. */
  size(): Promise<number | null>;
  bytes(): Promise<Uint8Array | null>;
  entries(): Promise<readonly Entry[] | null>;
}

/** What lies in a directory of this machine. */
export async function diskEntries(disk: Disk, directory: string): Promise<readonly Entry[] | null> {
  const listed = await disk.list(directory);
  if (listed === null) return null;
  return listed.map(({ name, kind }) => {
    const path = join(directory, name);
    return {
      name,
      kind,
      what: kind === "other" ? "a symbolic link or a device" : `a ${kind}`,
      size: () => disk.size(path),
      bytes: () => disk.read(path),
      entries: () => diskEntries(disk, path),
    };
  });
}

/** What lies in a tree object of git. */
export async function gitEntries(git: Git, oid: string): Promise<readonly Entry[]> {
  return (await git.readTree(oid)).map((entry) => ({
    name: entry.name,
    ...kindOf(entry),
    size: async () => null,
    bytes: () => git.readBlob(entry.oid),
    entries: () => gitEntries(git, entry.oid),
  }));
}

function kindOf({ mode }: TreeEntry): Pick<Entry, "kind" | "what"> {
  switch (mode) {
    case "100644":
      return { kind: "file", what: "a file" };
    case "040000":
    case "40000":
      return { kind: "directory", what: "a directory" };
    case "100755":
      return { kind: "other", what: "an executable file" };
    case "120000":
      return { kind: "other", what: "a symbolic link" };
    case "160000":
      return { kind: "other", what: "a submodule" };
    default:
      return { kind: "other", what: `an entry of mode ${mode}` };
  }
}
