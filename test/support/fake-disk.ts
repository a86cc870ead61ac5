import { createHash } from "node:crypto";
import type { AppendFile, Disk, DiskEntry } from "../../src/ports/disk.ts";

/** Called before and after every operation that changes the disk; a step that never resolves is a crash. */
export type Step = (name: string) => Promise<void>;

interface StoredFile {
  /** What a power cut leaves. */
  durable: Uint8Array;
  /** Appended and not synced yet. */
  pending: Uint8Array;
}

const empty = new Uint8Array();

/** A disk in memory that forgets what was not synced, tears the last record, and can be full. */
export class FakeDisk implements Disk {
  readonly #files = new Map<string, StoredFile>();
  /** Bytes that still fit; further ones fail with ENOSPC after as many as fit were written. */
  space = Number.POSITIVE_INFINITY;
  /** Makes the next syncs fail with EIO. */
  syncFails = false;
  step: Step = async () => {};
  readonly log: string[] = [];

  async read(path: string): Promise<Uint8Array | null> {
    return this.#whole(path);
  }

  async size(path: string): Promise<number | null> {
    return this.#whole(path)?.length ?? null;
  }

  async identity(path: string): Promise<string | null> {
    return this.digest(path);
  }

  async digest(path: string): Promise<string | null> {
    const bytes = this.#whole(path);
    return bytes === null ? null : createHash("sha256").update(bytes).digest("hex");
  }

  async list(path: string): Promise<readonly DiskEntry[] | null> {
    const start = path.endsWith("/") ? path : `${path}/`;
    const below = [...this.#files.keys()]
      .filter((file) => file.startsWith(start))
      .map((file) => file.slice(start.length));
    if (below.length === 0) return null;
    const names = new Map(below.map((rest) => [rest.split("/")[0] ?? rest, rest.includes("/")]));
    return [...names].map(([name, isDirectory]) => ({ name, kind: isDirectory ? "directory" : "file" }));
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.step(`before write ${path}`);
    if (this.#take(bytes.length) < bytes.length) throw failure("ENOSPC");
    this.#files.set(path, { durable: bytes.slice(), pending: empty });
    this.log.push(`write ${path}`);
    await this.step(`after write ${path}`);
  }

  async create(path: string, bytes: Uint8Array): Promise<boolean> {
    await this.step(`before create ${path}`);
    if (this.#files.has(path)) return false;
    if (this.#take(bytes.length) < bytes.length) throw failure("ENOSPC");
    this.#files.set(path, { durable: bytes.slice(), pending: empty });
    this.log.push(`create ${path}`);
    await this.step(`after create ${path}`);
    return true;
  }

  async append(path: string): Promise<AppendFile> {
    await this.step(`before open ${path}`);
    const file = this.#files.get(path) ?? { durable: empty, pending: empty };
    this.#files.set(path, file);
    return {
      append: (bytes) => this.#append(path, file, bytes),
      sync: () => this.#sync(path, file),
      close: async () => {},
    };
  }

  async remove(path: string): Promise<void> {
    await this.step(`before remove ${path}`);
    for (const file of this.#files.keys()) if (file === path || file.startsWith(`${path}/`)) this.#files.delete(file);
    this.log.push(`remove ${path}`);
  }

  /** The power is cut: of what was not synced, this many bytes of each file happen to survive. */
  crash(survivors = 0): void {
    for (const file of this.#files.values()) {
      file.durable = join(file.durable, file.pending.slice(0, survivors));
      file.pending = empty;
    }
  }

  async #append(path: string, file: StoredFile, bytes: Uint8Array): Promise<void> {
    await this.step(`before append ${path}`);
    const fits = this.#take(bytes.length);
    file.pending = join(file.pending, bytes.slice(0, fits));
    if (fits < bytes.length) throw failure("ENOSPC");
    this.log.push(`append ${path}`);
    await this.step(`after append ${path}`);
  }

  async #sync(path: string, file: StoredFile): Promise<void> {
    await this.step(`before sync ${path}`);
    if (this.syncFails) throw failure("EIO");
    file.durable = join(file.durable, file.pending);
    file.pending = empty;
    this.log.push(`sync ${path}`);
    await this.step(`after sync ${path}`);
  }

  #whole(path: string): Uint8Array | null {
    const file = this.#files.get(path);
    return file === undefined ? null : join(file.durable, file.pending);
  }

  #take(wanted: number): number {
    const fits = Math.min(wanted, this.space);
    this.space -= fits;
    return fits;
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (b.length === 0) return a;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: the fake disk says so`), { code });
}
