import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signRecord } from "../../src/audit/plan-record.ts";
import { generateSshKey, openSshSigner } from "../../src/audit/ssh-key.ts";
import type { KeptRecord } from "../../src/forge/fetch-records.ts";
import type { PlanRecord } from "../../src/model/plan-record.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { openGit } from "../../src/ports/git.ts";
import { newestSigned } from "../../src/run/newest-signed.ts";
import type { FilesWorld } from "../../src/run/read-files.ts";
import { file, run, scratch } from "../audit/a-ledger.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { aPlanRecord } from "../support/plan-record.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const { privateKey, publicKey } = generateSshKey("planner@acme.example");
const planner = openSshSigner(privateKey);
const stranger = openSshSigner(generateSshKey("planner@acme.example").privateKey);
const [x, y] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`];
let world: FilesWorld;
let base: string;

beforeAll(async () => {
  const root = place.sub("access");
  const signers = `planner@acme.example namespaces="rollcall-plan@v1" ${publicKey}\n`;
  const files = { ...aRepository, "policies/allowed_signers": signers };
  for (const [path, text] of Object.entries(files)) file(`${root}/${path}`, text);
  run("git", ["init", "-q", "-b", "main", root]);
  run("git", ["-C", root, "add", "."]);
  run("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@acme.example", "commit", "-q", "-m", "first"]);
  const git = await openGit(root);
  base = (await git.resolve("HEAD")) ?? "";
  world = { disk: systemDisk, git, root, clock: new FakeClock() };
});
afterAll(() => place.remove());

const kept = async (wish: Partial<PlanRecord>, by = planner): Promise<KeptRecord> => signRecord(by, aPlanRecord(wish));
const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, "0")}:00:00Z`;
const find = (records: readonly KeptRecord[]) =>
  newestSigned(world, records, { base, pullRequest: 7, head: "a".repeat(40) });

describe("of the records that are kept for a head", () => {
  test("the newest counts by the time that is signed, however late another one is kept again", async () => {
    const [old, young] = [await kept({ at: at(9), operations: x }), await kept({ at: at(10), operations: y })];
    expect((await find([old, young]))?.record).toMatchObject({ at: at(10), operations: y });
  });

  test("what it shows has been shown since nothing else was", async () => {
    const shown = async (...all: readonly string[]) =>
      find(await Promise.all(all.map((operations, hour) => kept({ at: at(9 + hour), operations }))));
    expect((await shown(x, x, x))?.published).toBe(at(9));
    expect((await shown(x, y, x))?.published).toBe(at(11));
    expect((await shown(x, y, y, y))?.published).toBe(at(10));
  });

  test("those of strangers, of other pull requests and of other heads are passed over", async () => {
    const others = [
      await kept({ at: at(11) }, stranger),
      await kept({ at: at(12), pullRequest: 8 }),
      await kept({ at: at(13), head: "b".repeat(40) }),
    ];
    expect((await find([...others, await kept({ at: at(9) })]))?.record.at).toBe(at(9));
    expect(await find(others.slice(1))).toBeNull();
    expect(await find([])).toBeNull();
  });

  test("one that nobody signed who may is no missing one", async () => {
    await expect(find([await kept({}, stranger)])).rejects.toMatchObject({ code: "plan-tampered" });
  });
});
