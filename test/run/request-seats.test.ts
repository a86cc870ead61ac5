import { describe, expect, test } from "vitest";
import { listSeatRequests } from "../../src/run/list-seat-requests.ts";
import type { FilesWorld } from "../../src/run/read-files.ts";
import { draftSeatRequest, writeSeatRequest } from "../../src/run/request-seats.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { aRepository } from "../support/written.ts";

const file = "/root/pools/requests/ide.yaml";
const now = { ref: null, at: null };
const wish = { pool: "ide", seats: 12, reason: "Twelve join" };

/** `aRepository` with a reserve of 25 seats of `ide`, and what was asked of it. */
async function aWorld(requests: string | null = null, reserve = "reserve: { seats: 25, from: reseller-x }\n") {
  const disk = new FakeDisk();
  const texts = { ...aRepository, "pools/ide.yaml": `${aRepository["pools/ide.yaml"]}${reserve}` };
  for (const [path, text] of Object.entries(texts)) await disk.write(`/root/${path}`, new TextEncoder().encode(text));
  if (requests !== null) await disk.write(file, new TextEncoder().encode(requests));
  const world: FilesWorld = { clock: new FakeClock(), disk, git: null, root: "/root" };
  return { world, textOf: async () => new TextDecoder().decode((await disk.read(file)) ?? new Uint8Array()) };
}

const drafted = async (world: FilesWorld, wished = wish) => {
  const draft = await draftSeatRequest(world, now, wished);
  if (draft.kind === "invalid") throw new Error(JSON.stringify(draft.diagnostics));
  return draft;
};
const refusal = (world: FilesWorld, wished = wish) => draftSeatRequest(world, now, wished).catch((error) => error.code);

describe("a request", () => {
  test("is a draft until it is written, and then what the loader reads", async () => {
    const { world, textOf } = await aWorld();
    const draft = await drafted(world);
    expect(await textOf()).toBe("");
    await writeSeatRequest(world, draft);
    expect(await textOf()).toBe(draft.text);
    expect(await listSeatRequests(world, now)).toMatchObject({
      kind: "listed",
      requests: [{ pool: "ide", id: "2026-11-23-1", seats: 12, state: "requested", ageDays: 0, reason: "Twelve join" }],
    });
  });

  test("stands behind those that are there, with an id that none of them has", async () => {
    const there = `# Asked by phone
- { id: 2026-11-23-1, seats: 9, state: refused, requested: 2026-11-23, decided: 2026-11-23, reason: x }   # too many
`;
    const { world } = await aWorld(there);
    const draft = await drafted(world);
    expect(draft.text.startsWith(there)).toBe(true);
    expect(draft.id).toBe("2026-11-23-2");
  });

  test("is refused while another one waits for an answer, and not once that has expired", async () => {
    const open = (day: string) => `- { id: a, seats: 1, state: requested, requested: ${day}, reason: x }\n`;
    expect(await refusal((await aWorld(open("2026-10-25"))).world)).toBe("input-invalid");
    expect((await drafted((await aWorld(open("2026-10-24"))).world)).id).toBe("2026-11-23-1");
  });

  test("is refused for more than the reserve has left", async () => {
    const granted =
      "- { id: a, seats: 20, state: granted, requested: 2026-11-01, decided: 2026-11-02, granted: 20, reason: x }\n";
    const { world } = await aWorld(granted);
    expect(await refusal(world, { ...wish, seats: 6 })).toBe("input-invalid");
    expect((await drafted(world, { ...wish, seats: 5 })).kind).toBe("drafted");
    expect(await refusal((await aWorld()).world, { ...wish, seats: 26 })).toBe("input-invalid");
  });

  test("is refused for a pool that is not there or has no reserve, and of a commit", async () => {
    const { world } = await aWorld(null, "");
    expect(await refusal(world)).toBe("input-invalid");
    expect(await refusal(world, { ...wish, pool: "idea" })).toBe("input-invalid");
    const ofCommit = draftSeatRequest((await aWorld()).world, { ref: "HEAD", at: null }, wish);
    await expect(ofCommit).rejects.toMatchObject({ code: "input-invalid" });
  });

  test.each(["two\nlines", "right\u202eto left", "", " padded "])("says what no file may hold: %j", async (reason) => {
    const { world, textOf } = await aWorld();
    expect(await draftSeatRequest(world, now, { ...wish, reason })).toMatchObject({ kind: "invalid" });
    expect(await textOf()).toBe("");
  });

  test("is not drafted from files with mistakes", async () => {
    const { world } = await aWorld("- { id: a }\n");
    expect(await draftSeatRequest(world, now, wish)).toMatchObject({ kind: "invalid" });
  });
});
