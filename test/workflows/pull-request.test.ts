import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ByHand } from "../support/by-hand.ts";
import { requestForm } from "../support/request-form.ts";
import { append, Story } from "./story.ts";

const assignments = "assignments/2026-11.yaml";
const grantOf = (person: string, role: string) =>
  `- { person: ${person}, role: ${role}, from: 2026-11-23T08:00Z, until: 2026-11-23T18:00Z, reason: REQ-2101 }\n`;

describe("from the push of a branch to a verified entry of the ledger", () => {
  let story: Story;
  let number: number;
  beforeAll(async () => {
    story = await Story.open();
  });
  afterAll(() => story.close());

  const comments = () => story.github.at.comments.filter(({ issue }) => issue === number);
  const checks = () =>
    story.github.at.checks.map(({ head_sha, conclusion, output }) => [head_sha, conclusion, output.title]);
  const head = () => story.github.at.pulls.get(number)?.sha;

  test("Tomasz pushes a branch that lets Kofi look after the databases: anybody's files are checked, without a secret", async () => {
    number = await story.propose("tomasz", append(assignments, grantOf("e1010", "prod-db-admin")));
    const checked = await story.pullRequest("rollcall-plan", number);
    expect(checked).toMatchObject({
      code: 0,
      output: expect.stringMatching(/all files are well\n[1-9]\d* passed, 0 failed/),
    });
  });

  test("the workflow of main plans it: the comment says what it gives and who must agree, and the check is not green", async () => {
    story.place.sandbox.resetCounters();
    const planned = await story.pullRequest("rollcall-plan-trusted", number);
    expect(planned).toMatchObject({ code: 0, output: expect.stringMatching(/^::stop-commands::[0-9a-f]{32}\n/) });
    expect(story.place.sandbox.counters().mutating).toBe(0);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).toMatch(/needs approval by <code>platform<\/code> \(1\), <code>security<\/code> \(1\)/);
    expect(comments()[0]?.body).toContain("could agree: <code>ingrid</code>");
    expect(checks()).toEqual([[head(), "action_required", "needs approval: 2 changes for 1 person in 2 applications"]]);
    expect(story.github.at.artifacts.map(({ name }) => name)).toEqual([`rollcall-record-${number}-${head()}`]);
  });

  test("Ingrid and Miriam approve: the same comment says so, and the check turns green", async () => {
    story.wait(30);
    story.review(number, "ingrid");
    story.review(number, "miriam");
    expect(await story.reviewed(number)).toMatchObject({ code: 0 });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).toContain("Rollcall plan: approved");
    expect(checks().at(-1)).toMatchObject([head(), "success", expect.stringContaining("approved")]);
  });

  test("Ingrid merges it, and it is applied as it was shown, whatever else somebody left in the place of the record", async () => {
    story.wait(10);
    story.keep(
      `rollcall-record-${number}-${head()}`,
      zipSync({ "record.json": strToU8("{}"), "record.json.sig": strToU8("x") }),
    );
    story.merge(number, "ingrid");
    story.place.sandbox.resetCounters();
    const applied = await story.onMain("rollcall-apply", "push");
    expect(applied).toMatchObject({ code: 0 });
    expect(story.place.sandbox.counters().mutating).toBe(2);
  });

  test("an auditor verifies the ledger in a clone, and finds who agreed to it and what it did", async () => {
    expect(JSON.parse(await story.anywhere("audit", "verify", "--format", "json"))).toMatchObject({ kind: "verified" });
    const shown = JSON.parse(await story.anywhere("audit", "show", "4", "--format", "json"));
    expect(shown.record).toMatchObject({ commit: story.git("rev-parse", "main"), conclusion: "completed" });
    expect(shown.record.approvals.map((each: { by: string; team: string }) => [each.by, each.team])).toEqual([
      ["ingrid", "platform"],
      ["miriam", "security"],
    ]);
    expect(shown.record.entries.map(({ key }: { key: string }) => key).sort()).toEqual([
      "chat/e1010/grant/group:incident-response",
      "directory/e1010/grant/group:prod-db-admins",
    ]);
  });

  test("an hour later there is nothing to do, and the day is kept in a tag", async () => {
    story.wait(60);
    story.place.sandbox.resetCounters();
    expect(await story.onMain("rollcall-apply", "schedule")).toMatchObject({ code: 0 });
    expect(story.place.sandbox.counters().mutating).toBe(0);
    expect(await story.onMain("rollcall-audit", "schedule")).toMatchObject({ code: 0 });
    expect(story.git("tag", "--list", "rollcall/audit/cp/*")).not.toBe("");
    expect(await story.onMain("rollcall-report", "schedule")).toMatchObject({ code: 0 });
    expect(story.github.at.artifacts.at(-1)?.name).toBe("rollcall-reports");
  });

  test("what somebody does by hand is told in one issue, and the next run puts it back", async () => {
    await new ByHand(story.place).give("crm", "crm-reporting", "e1038");
    for (let times = 0; times < 2; times += 1)
      expect(await story.onMain("rollcall-drift", "schedule")).toMatchObject({ code: 0 });
    expect(story.github.at.issues).toMatchObject([{ title: expect.stringContaining("1 change"), state: "open" }]);
    expect(story.github.calls.filter((call) => call === "issues/create" || call === "issues/update")).toHaveLength(1);
    story.wait(5);
    expect(await story.onMain("rollcall-apply", "schedule")).toMatchObject({ code: 0 });
    expect(await story.onMain("rollcall-drift", "schedule")).toMatchObject({ code: 0 });
    expect(story.github.at.issues).toMatchObject([{ state: "closed" }]);
  });

  test("a run that is lost is made up for by that of the next merge, each change by those who agreed to it", async () => {
    number = await story.propose("tomasz", append(assignments, grantOf("e1009", "prod-db-admin")));
    expect(await story.pullRequest("rollcall-plan-trusted", number)).toMatchObject({ code: 0 });
    story.wait(5);
    story.review(number, "ingrid");
    story.review(number, "miriam");
    story.merge(number, "miriam");
    // Nobody runs; and Ingrid, who agreed to that, proposes the next.
    number = await story.propose("ingrid", append(assignments, grantOf("e1011", "prod-db-admin")));
    expect(await story.pullRequest("rollcall-plan-trusted", number)).toMatchObject({ code: 0 });
    story.wait(5);
    story.review(number, "tomasz");
    story.merge(number, "tomasz");
    story.place.sandbox.resetCounters();
    // Tomasz agreed for the platform; nobody of security has looked at the second one.
    expect(await story.onMain("rollcall-apply", "push")).toMatchObject({
      code: 5,
      output: expect.stringContaining("approval is missing from security (0 of 1)"),
    });
    expect(story.place.sandbox.counters().mutating).toBe(0);
    story.wait(5);
    story.review(number, "daniel");
    expect(await story.onMain("rollcall-apply", "schedule")).toMatchObject({ code: 0 });
    // Two people became members of two groups each: a call a group.
    expect(story.place.sandbox.counters().mutating).toBe(2);
  });

  test("who approves, and is pushed after, approved something else: nothing is applied, however green a check somebody writes", async () => {
    number = await story.propose("tomasz", append(assignments, grantOf("e1012", "it-admin")));
    story.review(number, "ingrid");
    story.review(number, "miriam");
    await story.propose("tomasz", append(assignments, grantOf("e1008", "prod-db-admin")), { number });
    expect(await story.pullRequest("rollcall-plan-trusted", number)).toMatchObject({ code: 0 });
    expect(checks().at(-1)).toMatchObject([head(), "action_required", expect.anything()]);
    // And a workflow of the branch writes the check as if it were main's.
    story.forgeCheck(number);
    expect(checks().at(-1)).toMatchObject([head(), "success", "approved"]);
    story.merge(number, "ingrid");
    story.place.sandbox.resetCounters();
    expect(await story.onMain("rollcall-apply", "push")).toMatchObject({ code: 5 });
    expect(story.place.sandbox.counters().mutating).toBe(0);
  });

  test("a request by a form becomes a pull request once somebody accepts it who maintains the repository", async () => {
    const body = requestForm({
      Person: "e1011",
      Role: "crm-reporting",
      Kind: "temporary",
      Until: "2026-12-04",
      Reason: "REQ-2102",
    });
    expect(await story.labeled(31, "daniel", body)).toMatchObject({ code: 5 });
    story.github.at.permissions.set("ingrid", "admin");
    expect(await story.labeled(31, "ingrid", body)).toMatchObject({ code: 0 });
    const made = [...story.github.at.pulls.values()].at(-1);
    expect(made).toMatchObject({
      by: "github-actions[bot]",
      branch: expect.stringContaining("access/grant-e1011-crm-reporting"),
    });
    expect(story.git("log", "-1", "--format=%an", made?.branch ?? "")).toBe("kofi");
  });

  test("a fork is planned against nothing, whatever it brings, and GitHub was asked for nothing that its description lacks", async () => {
    number = await story.propose("daniel", append("policies/change.rego", "\n"));
    const pull = story.github.at.pulls.get(number);
    if (pull !== undefined) story.github.at.pulls.set(number, { ...pull, from: "mallory/access" });
    story.place.sandbox.resetCounters();
    expect(await story.pullRequest("rollcall-plan-trusted", number)).toMatchObject({ code: "skipped" });
    expect(await story.reviewed(number)).toMatchObject({ code: "skipped" });
    expect(story.place.sandbox.counters().requests).toBe(0);
    expect(comments()).toEqual([]);
    expect(story.github.violations).toEqual([]);
  });
});
