import { describe, expect, test } from "vitest";
import { draftPool } from "../../src/run/draft-pool.ts";
import { anEditWorld, draftedOf } from "../support/edit-world.ts";
import { aRepository } from "../support/written.ts";

const now = { ref: null, at: null };
const before = `# Bought in spring\n${aRepository["pools/ide.yaml"]}alertAt: 90% # a tenth\n`;
const files = { "pools/ide.yaml": before };

async function drafted(...settings: string[]) {
  const { world } = await anEditWorld(files);
  return draftedOf(await draftPool(world, now, { pool: "ide", settings }));
}

describe("a pool's numbers", () => {
  test("are set where they stand, with comments and order kept", async () => {
    const { edits } = await drafted("quota.eu=7", "overflow=0", "alertAt=80%", "whenFull=deny");
    expect(edits).toEqual([
      {
        path: "pools/ide.yaml",
        before,
        after: `${before.replace("eu: 10", "eu: 7").replace("global: 2", "global: 0").replace("90% #", "80% #")}whenFull: deny\n`,
      },
    ]);
  });

  test("come with what they do to seats, as far as files tell", async () => {
    const { effect } = await drafted("quota.eu=0", "overflow=0");
    expect(effect).toEqual({
      pool: "ide",
      locations: [
        { location: "eu", quotaBefore: 10, quotaAfter: 0, takenBefore: 1, takenAfter: 0 },
        { location: "us", quotaBefore: 5, quotaAfter: 5, takenBefore: 1, takenAfter: 1 },
        { location: "global", quotaBefore: 2, quotaAfter: 0, takenBefore: 0, takenAfter: 0 },
      ],
      asking: 2,
      waitingBefore: 0,
      waitingAfter: 1,
    });
  });

  test("that are so already are no change, however they are written", async () => {
    const { world } = await anEditWorld(files);
    expect(await draftPool(world, now, { pool: "ide", settings: ["quota.eu=10", "alertAt=90%"] })).toMatchObject({
      kind: "unchanged",
    });
  });

  test.each([
    "quota.eu=-1",
    "quota.eu=1.5",
    "quota.eu=1e3",
    "quota.eu=010",
    "quota.eu=99999999",
    "quota.eu=",
    "quota.ue=3",
    "overflow=x",
    "alertAt=101%",
    "alertAt=2",
    "whenFull=never",
    "qouta.eu=3",
    "name=x",
    "reserve.seats=4",
    "quota.eu",
    "=3",
  ])("are refused as %s", async (setting) => {
    await expect(drafted(setting)).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("are refused twice, and for a pool that is not there, with the nearest name", async () => {
    await expect(drafted("overflow=1", "quota.global=2")).rejects.toMatchObject({ code: "input-invalid" });
    const { world } = await anEditWorld(files);
    const refused = await draftPool(world, now, { pool: "idee", settings: ["overflow=1"] }).catch((error) => error);
    expect(refused.message).toContain('"ide"');
  });
});
