import { createHash } from "node:crypto";
import type { AppendFile, Disk, DiskEntry } from "../../src/ports/disk.ts";
import type { Life } from "./life.ts";

interface StoredFile {
  /** What a power cut leaves. */
  durable: Buffer;
  /** Appended, and in nothing but memory so far. */
  pending: Buffer;
}

/** Trouble of a disk; it lasts until it is taken away. */
export type DiskTrouble = "full" | "broken-sync" | null;

const empty = Buffer.alloc(0);

function digestOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : createHash("sha256").update(bytes).digest("hex");
}

/** The disk of one machine. A kill leaves all that was written; a power cut only what was synced, and a torn end. */
export class SimDisk {
  readonly #files = new Map<string, StoredFile>();
  trouble: DiskTrouble = null;

  /** The disk as one process sees it. */
  view(life: Life): Disk {
    return {
      read: async (path) => this.whole(path),
      size: async (path) => this.whole(path)?.length ?? null,
      digest: async (path) => digestOf(this.whole(path)),
      identity: async (path) => digestOf(this.whole(path)),
      list: async (path) => this.#list(path),
      write: (path, bytes) => life.act(`write ${path}`, () => this.#write(path, bytes)),
      create: (path, bytes) => life.act(`create ${path}`, () => this.#create(path, bytes)),
      append: async (path) => this.#open(life, path),
      remove: (path) => life.act(`remove ${path}`, () => this.#remove(path)),
    };
  }

  /** Of what was not synced, so many bytes of each file happen to survive. */
  cutPower(survivors: number): void {
    for (const file of this.#files.values()) {
      file.durable = Buffer.concat([file.durable, file.pending.subarray(0, survivors)]);
      file.pending = empty;
    }
  }

  whole(path: string): Uint8Array | null {
    const file = this.#files.get(path);
    return file === undefined ? null : new Uint8Array(Buffer.concat([file.durable, file.pending]));
  }

  /** Every byte of every file, for whoever looks for what must not be there. */
  texts(): readonly string[] {
    return [...this.#files.values()].map(({ durable, pending }) => Buffer.concat([durable, pending]).toString("utf8"));
  }

  #list(path: string): readonly DiskEntry[] | null {
    const start = path.endsWith("/") ? path : `${path}/`;
    const names = new Map<string, boolean>();
    for (const file of this.#files.keys()) {
      if (!file.startsWith(start)) continue;
      const [name = "", ...rest] = file.slice(start.length).split("/");
      names.set(name, rest.length > 0);
    }
    if (names.size === 0) return null;
    return [...names].map(([name, isDirectory]) => ({ name, kind: isDirectory ? "directory" : "file" }));
  }

  #write(path: string, bytes: Uint8Array): void {
    this.#refuseWhenFull();
    this.#files.set(path, { durable: Buffer.from(bytes), pending: empty });
  }

  #create(path: string, bytes: Uint8Array): boolean {
    if (this.#files.has(path)) return false;
    this.#write(path, bytes);
    return true;
  }

  #remove(path: string): void {
    for (const file of this.#files.keys()) if (file === path || file.startsWith(`${path}/`)) this.#files.delete(file);
  }

  #open(life: Life, path: string): AppendFile {
    const file = this.#files.get(path) ?? { durable: empty, pending: empty };
    this.#files.set(path, file);
    const append = (bytes: Uint8Array) => {
      const fits = this.trouble === "full" ? bytes.length >> 1 : bytes.length;
      file.pending = Buffer.concat([file.pending, bytes.subarray(0, fits)]);
      this.#refuseWhenFull();
    };
    const sync = () => {
      if (this.trouble === "broken-sync") throw failure("EIO");
      file.durable = Buffer.concat([file.durable, file.pending]);
      file.pending = empty;
    };
    return {
      append: (bytes) => life.act(`append ${path}`, () => append(bytes)),
      sync: () => life.act(`sync ${path}`, sync),
      close: async () => {},
    };
  }

  #refuseWhenFull(): void {
    if (this.trouble === "full") throw failure("ENOSPC");
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: the simulated disk says so`), { code });
}
