import { afterAll, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import { aLedger, allowCi, aRun, bareRepository, branch, run, scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

test("runs follow one another", async () => {
  const ledger = await aLedger(bareRepository(place.sub("a.git")));
  for (let n = 1; n <= 3; n++) {
    const appended = await appendRun(ledger, aRun({ run: `run-${n}` }));
    expect(appended.sequence).toBe(n);
  }
  console.log(run("git", ["--git-dir", place.sub("a.git"), "log", "-2", "--format=raw", branch]));
  console.log(run("git", ["--git-dir", place.sub("a.git"), "ls-tree", "-r", "-l", branch]));
  console.log(
    run("git", [
      "--git-dir",
      place.sub("a.git"),
      "show",
      `${branch}:log/2026/11/21/000000000003.json`,
      `${branch}:checkpoint`,
      `${branch}:state.json`,
      `${branch}:log/2026/11/21/000000000003.entries.ndjson`,
    ]),
  );
  expect(await verifyLedger(ledger.git, { branch, allowedSigners: allowCi(), clock: ledger.clock })).toMatchObject({
    kind: "verified",
    runs: 3,
  });
});
