import { marked } from "marked";
import { describe, expect, test } from "vitest";
import type { DriftedChange, DriftReport } from "../../src/model/drift.ts";
import { driftIssue, revertMarkdown } from "../../src/report/drift-issue.ts";
import { driftMarkdown } from "../../src/report/drift-markdown.ts";
import { driftText } from "../../src/report/drift-text.ts";
import { aHostilePlan } from "../support/hostile-plan.ts";
import { aChange, aDecision, aFinding, aPlannedChange } from "../support/plan.ts";

const run = { sequence: 4, at: "2026-11-23T09:00:00Z" };
const drifted = (each: Omit<DriftedChange, "since">): DriftedChange => ({ ...each, since: run });

function aReport(drift: readonly DriftedChange[], more: Partial<DriftReport> = {}): DriftReport {
  return {
    ...{ format_version: "1.0", organization: "meridian", at: "2026-11-24T09:00:00Z", commit: null, run, drift },
    ...{ pending: [], findings: [], applications: [], ...more },
  };
}

const one = drifted(aPlannedChange(aChange.revoke({ group: "it's", person: "e1" }), aDecision.approval()));
const words = (markdown: string) =>
  marked
    .parse(markdown, { gfm: true, async: false })
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

describe("the issue about drift", () => {
  test("tells how many, who and what by id, who has to agree, and two commands that a shell takes", () => {
    const { title, body } = driftIssue(aReport([one]));
    expect(title).toBe("Drift: 1 change made by hand");
    const text = words(body);
    for (const part of ["chat", "e1", "group it's", "run 4", "security (1)"]) expect(text).toContain(part);
    const keys = "'chat/e1/revoke/group:it'\\''s'";
    expect(text).toContain(`rollcall drift --adopt ${keys} --reason 'WHY' --pull-request`);
    expect(text).toContain(`rollcall drift --revert ${keys} --pull-request`);
    expect(text).not.toContain("e1@example.com");
  });

  test("is the same for the same drift, whatever else is pending and whenever it is made", () => {
    const later = aReport([one], {
      at: "2026-12-01T00:00:00Z",
      pending: [{ ...aPlannedChange(aChange.grant()), why: { kind: "newer", run } }],
      findings: [aFinding()],
    });
    expect(driftIssue(later)).toEqual(driftIssue(aReport([one])));
    expect(driftMarkdown(later)).not.toBe(driftMarkdown(aReport([one])));
  });

  test("holds GitHub's limit with any number of changes, and says how many it leaves out", () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      drifted(aPlannedChange(aChange.revoke({ person: `e${index}`, group: "a-group-with-a-long-name" }))),
    );
    const { title, body } = driftIssue(aReport(many));
    expect(title).toContain("3,000");
    expect(body.length).toBeLessThan(65_000);
    expect(body).toMatch(/more changes by hand do not fit here/);
    expect(words(body)).toContain("rollcall drift --adopt-all --reason 'WHY' --pull-request");
    expect(revertMarkdown(many).length).toBeLessThan(62_000);
  });

  test.each([
    ["markup", '</code></td></table><img src=x onerror="alert(1)">'],
    ["a link and a mention", "[approve](https://evil.example) @everyone"],
    ["a marker and a cell", "<!-- rollcall:drift v1 --> | ``` |"],
    ["an end of a command", "\n</pre>\n\n# approved"],
  ])("keeps %s in a name text", (_what, text) => {
    const drift = aHostilePlan(text).changes.map(drifted);
    const report = aReport(drift, {
      organization: text,
      findings: aHostilePlan(text).findings,
      pending: aHostilePlan(text).changes.map((each) => ({ ...each, why: { kind: "no-run" } })),
    });
    for (const markdown of [driftIssue(report).body, driftMarkdown(report), revertMarkdown(drift)]) {
      const html = marked.parse(markdown, { gfm: true, async: false });
      expect(html).not.toMatch(/<(?:a|img|h1|input)\b/);
      expect(html.replaceAll(/<code>.*?<\/code>/gs, "")).not.toMatch(/@|evil|approved/);
      expect(markdown).not.toContain("<!--");
    }
  });

  test("shows no value that is a person's own", () => {
    const values = {
      before: { attributes: { title: "King", givenName: "Eve" } },
      after: { attributes: { title: "Clerk" } },
    };
    const text = words(driftIssue(aReport([drifted(aPlannedChange(aChange.update(values)))])).body);
    expect(text).toContain("King");
    expect(text).not.toContain("Eve");
  });
});

test("a report at a terminal names people, and never says that there is no drift where nobody could look", () => {
  const options = { color: false, width: 120, verbose: false };
  const names = { people: new Map([["e1", { name: "Ana Sousa", title: "" }]]) };
  expect(driftText(aReport([one]), names, options)).toContain("Ana Sousa (e1)");
  const unread = { application: "chat", accounts: 0, groups: 0, listing: "untrusted", calls: 0, changes: {} } as const;
  expect(driftText(aReport([], { applications: [unread] }), names, options)).toContain("in what could be read");
  expect(driftText(aReport([], { run: null }), names, options)).toContain("No run");
});
