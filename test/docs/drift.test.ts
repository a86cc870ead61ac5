import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/ports/clock.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { bareRepository, run, scratch } from "../audit/a-ledger.ts";
import { type FakeGitHub, openFakeGitHub } from "../forge/fake-github/open.ts";
import { DriftPlace } from "../run/drift-place.ts";
import { ExampleCalls } from "../support/example-calls.ts";
import { monday } from "../support/workplace.ts";
import { fencesOf, readPage } from "./markdown.ts";

const apart = Date.parse(monday) - Date.now();
const clock: Clock = { ...systemClock, now: () => Date.now() + apart };
const scratchPlace = scratch();
const remote = bareRepository(scratchPlace.sub("remote.git"));
const git = (...args: string[]) => run("git", ["-C", remote, ...args]).trim();
let here: DriftPlace;
let calls: ExampleCalls;
let github: FakeGitHub;

beforeAll(async () => {
  const opened = await DriftPlace.open();
  here = new DriftPlace(opened.place, { ...opened.world, clock });
  calls = new ExampleCalls(here.place.root, clock);
  github = await openFakeGitHub();
  github.at.pulls.clear();
  await here.place.git("remote", "add", "origin", remote);
  await here.place.git("push", "--quiet", "origin", "main");
  const forge = { GITHUB_REPOSITORY: "meridian/access", GITHUB_TOKEN: "robot-token", GITHUB_API_URL: github.url };
  for (const [name, value] of Object.entries({ ...here.place.environment, ...forge })) vi.stubEnv(name, value);
  await here.apply();
  await here.hand.give("crm", "crm-reporting", "e1038");
  await here.hand.give("chat", "owners", "e1012");
  await here.hand.take("directory", "payments-entry", "e1034");
  await here.hand.set("chat", "e1042", "active", false);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await github.close();
  await here.close();
  scratchPlace.remove();
});

const writes = () => github.calls.filter((call) => /^(issues|pulls)\/(create|update)$/.test(call));

describe("the page about drift", () => {
  test("is followed to its end, and prints what it shows", async () => {
    let printed = "";
    for (const { language, text } of fencesOf(await readPage("docs/drift.md"))) {
      if (language === "text") for (const line of text.trim().split("\n")) expect(printed).toContain(line);
      if (language !== "sh") continue;
      const [line = "", code = "0"] = text.trim().split(" # exits ");
      const ended = await calls.run(line);
      expect([line, String(ended.code)]).toEqual([line, code]);
      printed = ended.output;
    }
  });

  test("puts it back by a pull request that changes no file, and names each change", () => {
    const { branch = "", body = "" } = github.at.pulls.get(2) ?? {};
    expect(git("rev-list", "--count", `main..${branch}`)).toBe("1");
    expect(git("diff", "--stat", "main", branch)).toBe("");
    for (const id of ["e1012", "e1034", "e1038", "e1042"]) expect(body).toContain(id);
  });
});

describe("drift that is told in an issue", () => {
  test("makes no writing call as long as it is the same", async () => {
    const before = writes().length;
    const { code, output } = await calls.run("rollcall drift --issue");
    expect(code).toBe(0);
    expect(output).toContain("issue 1 unchanged");
    expect(writes()).toHaveLength(before);
  });

  test("is adopted by the command that the issue names", async () => {
    const command = 'rollcall drift --adopt-all --reason "REQ-1" --pull-request';
    const { output } = await calls.run(command);
    const { branch = "" } = github.at.pulls.get(3) ?? {};
    expect(output).toContain("pull request 3 created");
    expect(git("diff", "--numstat", "main", branch)).toBe(
      "1\t0\tassignments/2026-11.yaml\n1\t1\tassignments/standing.yaml",
    );
    await here.place.git("fetch", "--quiet", "origin", branch);
    await here.place.git("merge", "--quiet", "FETCH_HEAD");
    expect((await here.keys("2026-11-23T09:30:00Z")).drift).toEqual([
      "chat/e1012/revoke/group:owners since 2",
      "chat/e1042/enable-account since 2",
    ]);
  });

  test("closes with the last of it, and stays as it is while nobody can tell", async () => {
    await here.hand.take("chat", "owners", "e1012");
    await here.hand.set("chat", "e1042", "active", true);
    here.place.sandbox.faults("chat").add({ kind: "status", status: 401, method: "GET", times: 20 });
    await expect(calls.run("rollcall drift --issue")).rejects.toMatchObject({ code: "application-refused" });
    here.place.sandbox.faults("chat").clear();
    expect(github.at.issues).toMatchObject([{ state: "open" }]);
    expect((await calls.run("rollcall drift --issue")).code).toBe(0);
    expect(github.at.issues).toMatchObject([{ state: "closed" }]);
  });

  test.each([
    ["no reason", "--adopt-all"],
    ["a revert that is no pull request", "--revert-all"],
    ["an edit of nothing", "--issue --write"],
    ["two deeds", "--adopt-all --revert-all --reason r"],
  ])("is not adopted or reverted with %s", async (_what, flags) => {
    await expect(calls.run(`rollcall drift ${flags}`)).rejects.toMatchObject({ code: "input-invalid" });
  });
});
