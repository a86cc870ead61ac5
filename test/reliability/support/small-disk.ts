import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { copyFile, mkdir, open, rm, stat, truncate } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A file system that can become full. */
export interface SmallDisk {
  /** Leaves no room, or for so many bytes. */
  fill(room?: number): Promise<void>;
  makeRoom(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts one of a megabyte in memory; a text says why that is not possible here. */
export async function mountSmallDisk(folder: string): Promise<SmallDisk | string> {
  await mkdir(folder, { recursive: true });
  const refusal = await refusalOf("mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", folder);
  if (refusal !== null) return refusal;
  const filler = `${folder}/filler`;
  return {
    fill: async (room = 0) => {
      await fillUp(filler);
      const { size: filled } = await stat(filler);
      await truncate(filler, filled - room);
    },
    makeRoom: () => rm(filler),
    unmount: async () => void (await run("umount", [folder])),
  };
}

/** A file system whose device can begin to fail. */
export interface FailingDisk {
  /** From here on what is written cannot reach the device: EIO. What was durable before comes back with `repair`. */
  fail(): Promise<void>;
  repair(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts one on a loop device over a file; a text says why that is not possible here. */
export async function mountFailingDisk(folder: string, image: string): Promise<FailingDisk | string> {
  await mkdir(folder, { recursive: true });
  const file = await open(image, "w");
  await file.truncate(size).finally(() => file.close());
  const refusal =
    (await refusalOf("mkfs.ext4", "-q", "-O", "^has_journal", image)) ??
    (await refusalOf("mount", "-o", "loop", image, folder));
  if (refusal !== null) return refusal;
  const device = (await run("findmnt", ["--noheadings", "--output", "SOURCE", folder])).stdout.trim();
  const kept = `${image}.kept`;
  return {
    fail: async () => {
      await run("sync", ["--file-system", folder]);
      await copyFile(image, kept, constants.COPYFILE_FICLONE);
      // Everything behind this is gone, and the device says so of every write to it.
      await truncate(image, tiny);
      await run("losetup", ["--set-capacity", device]);
    },
    repair: async () => {
      await run("umount", [folder]);
      await copyFile(kept, image);
      await run("mount", ["-o", "loop", image, folder]);
    },
    unmount: async () => void (await run("umount", [folder])),
  };
}

const size = 8 * 1024 * 1024;
const tiny = 512 * 1024;

async function fillUp(path: string): Promise<void> {
  const file = await open(path, "a");
  try {
    for (const bytes of [65_536, 4096, 1]) await writeUntilFull(file, Buffer.alloc(bytes));
  } finally {
    await file.close();
  }
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, block: Buffer): Promise<void> {
  for (;;) {
    try {
      if ((await file.write(block)).bytesWritten === 0) return;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOSPC") return;
      throw error;
    }
  }
}

/** Why a command does not work here; null when it did. */
async function refusalOf(command: string, ...args: readonly string[]): Promise<string | null> {
  try {
    await run(command, [...args]);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : String(error);
  }
}
