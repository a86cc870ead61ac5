import { loadOrganization } from "../../src/desired/load.ts";
import { directoryTree } from "../../src/document/tree.ts";
import type { Draft, DraftedEdits } from "../../src/run/draft-edits.ts";
import type { FilesWorld } from "../../src/run/read-files.ts";
import { writeEdits } from "../../src/run/write-edits.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeDisk } from "./fake-disk.ts";
import { aRepository, loadedAt } from "./written.ts";

/** `aRepository` on a disk in memory, with these files too, and ways to edit it. */
export async function anEditWorld(texts: Readonly<Record<string, string>> = {}) {
  const disk = new FakeDisk();
  for (const [path, text] of Object.entries({ ...aRepository, ...texts })) {
    await disk.write(`/root/${path}`, new TextEncoder().encode(text));
  }
  const world: FilesWorld = { clock: new FakeClock(), disk, git: null, root: "/root" };
  const textOf = async (path: string) => {
    const bytes = await disk.read(`/root/${path}`);
    return bytes === null ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  };
  return {
    world,
    textOf,
    /** Writes a draft, and gives what the loader then reads. */
    write: async (draft: Draft) => {
      await writeEdits(world, draftedOf(draft).edits);
      const { organization, diagnostics } = await loadOrganization(directoryTree(disk, "/root"), loadedAt);
      if (organization === null) throw new Error(JSON.stringify(diagnostics));
      return organization;
    },
  };
}

/** A draft that there is; throws what keeps it from being one. */
export function draftedOf(draft: Draft): DraftedEdits {
  if (draft.kind !== "drafted") throw new Error(JSON.stringify(draft));
  return draft;
}
