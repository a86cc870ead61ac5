import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import type { Disk } from "../ports/disk.ts";
import type { Git } from "../ports/git.ts";
import { quoted } from "./diagnose.ts";
import { diskEntries, type Entry, gitEntries } from "./entry.ts";
import { foldName } from "./path.ts";
import {
  maxFileBytes,
  nameCollision,
  nestedDirectory,
  notAFile,
  refuseUnlessPath,
  tooLarge,
  UnusablePath,
} from "./unusable-path.ts";

/** Most names in one directory. */
const maxNames = 50_000;

/**
 * Files as they are at one time: a working directory, or a commit. Directories are looked at once and remembered. Only
 * plain files count; whatever else lies where something is read throws `UnusablePath`.
 */
export interface Tree {
  /** The commit that was read; null for a working directory. */
  readonly commit: string | null;
  /** A file's bytes; null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /**
   * Paths of the files directly in a directory, sorted; none when it is missing. Hidden names are passed over, and so are
   * these folders, which are read by themselves.
   */
  list(directory: string, folders?: readonly string[]): Promise<readonly string[]>;
}

/** The files below a directory of this machine. Whether a file may be executed is not looked at here. */
export function directoryTree(disk: Disk, root: string): Tree {
  return treeOf(null, () => diskEntries(disk, root));
}

/** The files of a commit: blobs of mode 100644 alone, so that nothing of it is ever followed or executed. */
export function commitTree(git: Git, commit: string): Tree {
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw new RollcallError("input-invalid", `${quoted(commit)} is not the full id of a commit (40 hex digits)`);
  }
  return treeOf(commit, async () => {
    const header = new TextDecoder().decode((await git.readCommit(commit)).subarray(0, 46));
    const oid = /^tree ([0-9a-f]{40})\n/.exec(header)?.[1];
    if (oid === undefined) throw new RollcallError("input-invalid", `commit ${commit} names no tree`);
    return gitEntries(git, oid);
  });
}

/** A directory with its entries under every spelling that a file system may take for the same name. */
type Listing = ReadonlyMap<string, readonly Entry[]>;

function treeOf(commit: string | null, root: () => Promise<readonly Entry[] | null>): Tree {
  const listings = new Map<string, Promise<Listing>>();
  const listingOf = (directory: string): Promise<Listing> => {
    const known = listings.get(directory);
    if (known !== undefined) return known;
    const entries = directory === "" ? root() : find(directory).then((entry) => entriesOf(directory, entry));
    const listing = entries.then(byFoldedName);
    listings.set(directory, listing);
    return listing;
  };
  const find = async (path: string): Promise<Entry | null> => {
    const slash = path.lastIndexOf("/");
    return pick(await listingOf(slash === -1 ? "" : path.slice(0, slash)), path, path.slice(slash + 1));
  };
  return {
    commit,
    read: async (path) => {
      refuseUnlessPath(path);
      const entry = await find(path);
      return entry === null ? null : fileBytes(path, entry);
    },
    list: async (directory, folders = []) => {
      refuseUnlessPath(directory);
      return filePaths(directory, await listingOf(directory), folders);
    },
  };
}

function byFoldedName(entries: readonly Entry[] | null): Listing {
  const listing = new Map<string, Entry[]>();
  for (const entry of entries ?? []) {
    const name = foldName(entry.name);
    const alike = listing.get(name);
    if (alike === undefined) listing.set(name, [entry]);
    else alike.push(entry);
  }
  return listing;
}

/** The entry of a name, when no other spelling of it lies beside it. */
function pick(listing: Listing, path: string, name: string): Entry | null {
  const alike = listing.get(foldName(name)) ?? [];
  const found = alike.find((entry) => entry.name === name);
  if (found === undefined) return null;
  refuseTwins(path, alike, found);
  return found;
}

function refuseTwins(path: string, alike: readonly Entry[], found: Entry): void {
  const twin = alike.find((entry) => entry !== found);
  if (twin !== undefined) throw nameCollision(path, twin.name);
}

async function entriesOf(path: string, entry: Entry | null): Promise<readonly Entry[] | null> {
  if (entry === null || entry.kind === "file") return null;
  if (entry.kind === "other") throw notAFile(path, entry.what);
  return entry.entries();
}

function filePaths(directory: string, listing: Listing, folders: readonly string[]): readonly string[] {
  const paths: string[] = [];
  for (const alike of listing.values()) {
    for (const entry of alike) {
      if (entry.name.startsWith(".")) continue;
      const path = `${directory}/${entry.name}`;
      refuseUnlessPath(path);
      if (entry.kind === "directory" && folders.includes(entry.name)) {
        refuseTwins(path, alike, entry);
        continue;
      }
      if (entry.kind === "directory") throw nestedDirectory(path);
      if (entry.kind === "other") throw notAFile(path, entry.what);
      refuseTwins(path, alike, entry);
      paths.push(path);
    }
  }
  if (paths.length > maxNames) throw tooManyFiles(directory, paths.length);
  return paths.sort(compareText);
}

async function fileBytes(path: string, entry: Entry): Promise<Uint8Array | null> {
  if (entry.kind === "directory") throw nestedDirectory(path);
  if (entry.kind === "other") throw notAFile(path, entry.what);
  const size = await entry.size();
  if (size !== null && size > maxFileBytes) throw tooLarge(path, size);
  const bytes = await entry.bytes();
  if (bytes !== null && bytes.length > maxFileBytes) throw tooLarge(path, bytes.length);
  return bytes;
}

function tooManyFiles(directory: string, count: number): UnusablePath {
  return new UnusablePath(directory, {
    code: "too-many-files",
    message: `the directory has ${count} files, more than ${maxNames}`,
    hint: "keep several assignments in one file",
  });
}
