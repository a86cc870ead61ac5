import { afterAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import type { ManifestEntry, RunRecord } from "../../src/model/manifest.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { openGit } from "../../src/ports/git.ts";
import { earlierRuns } from "../../src/run/earlier-runs.ts";
import { readFiles } from "../../src/run/read-files.ts";
import { aLedger, allowCi, anEntry, aRun, file, run as program, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
afterAll(() => place.remove());
const entry = (key: string, status: ManifestEntry["status"] = "applied"): ManifestEntry => anEntry({ key, status });
const undoing: Partial<ManifestEntry> = { because: [{ kind: "no-rule", text: "run 1 is undone" }] };
let places = 0;

/** What is found in a repository with these runs, the oldest first. */
async function found(runs: readonly Partial<RunRecord>[]) {
  places += 1;
  const root = place.sub(`place-${places}`);
  program("git", ["init", "-q", "-b", "main", root]);
  const ledger = await aLedger(root);
  for (const [path, text] of Object.entries({ ...aRepository, "policies/allowed_signers": allowCi() }))
    file(`${root}/${path}`, text);
  const git = (...args: string[]) => program("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@b", ...args]);
  git("add", ".");
  git("commit", "-q", "-m", "first");
  const commit = git("rev-parse", "HEAD").trim();
  for (const [index, record] of runs.entries()) {
    ledger.clock.advance(3600);
    await appendRun(ledger, aRun({ run: `run-${index + 1}`, commit, ...record }));
  }
  const world = { clock: ledger.clock, disk: systemDisk, git: await openGit(root, process.env), root };
  const scope = { ref: null, at: "2026-11-23T09:00:00Z" };
  const { organization, ...files } = await readFiles(world, scope);
  if (organization === null) throw new Error(JSON.stringify(files.diagnostics));
  const earlier = await earlierRuns(world, { ...files, organization }, scope);
  return earlier.map((each) => `${each.kind} ${each.run.sequence}`);
}

describe("the runs that a difference is held against", () => {
  test("are the newest one when it settled everything", async () => {
    expect(await found([{}, { entries: [entry("a"), entry("b", "unchanged")] }])).toEqual(["files 2"]);
    expect(await found([])).toEqual([]);
  });

  test("go back to where everything that was left over had been settled, past those that say nothing new", async () => {
    const runs = [
      { entries: [entry("x")] },
      { entries: [entry("a"), entry("b", "failed")] },
      { entries: [entry("a", "failed"), entry("b", "failed")] },
      { entries: [entry("a", "refused"), entry("b", "not-reached"), entry("c", "unverified")] },
    ];
    expect(await found(runs)).toEqual(["files 4", "files 3", "files 2", "files 1"]);
    const same = { entries: [entry("a", "failed")] };
    expect(await found([{ entries: [entry("a")] }, same, same, same])).toEqual(["files 4", "files 1"]);
  });

  test("pass by a run that undid another, which is told of beside them", async () => {
    const runs = [{}, { entries: [{ ...entry("a"), ...undoing }] }];
    expect(await found(runs)).toEqual(["undo 2", "files 1"]);
    expect(await found([...runs, { entries: [entry("b")] }])).toEqual(["files 3"]);
  });

  test.each<[string, Partial<RunRecord>]>([
    ["whose commit is not in this clone", { commit: "2".repeat(40) }],
    ["from files in no commit that have changed since", { commit: null }],
  ])("cannot be told without the files of the newest: one %s", async (_what, record) => {
    await expect(found([record])).rejects.toMatchObject({ code: "input-invalid" });
  });
});
