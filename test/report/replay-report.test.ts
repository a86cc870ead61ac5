import { describe, expect, test } from "vitest";
import type { ReplayedRun, ReplayTotals } from "../../src/model/replay.ts";
import { replayReport } from "../../src/report/replay-report.ts";

const plain = { color: false, width: 120 };
const place = { sequence: 7, run: "r7", at: "2026-11-23T09:00:00Z", commit: "1".repeat(40) };
const judged: ReplayedRun = {
  ...place,
  ...{ kind: "judged", changes: 3, recorded: "allow", atTheTime: null, proposed: "deny", notes: ["a | note"] },
  unlike: ["chat/e2/grant/group:b"],
  differences: [
    {
      key: "chat/e1/grant/group:a",
      before: { verdict: "allow", risk: 10 },
      after: { verdict: "deny", risk: 20 },
      fires: [{ says: "deny", rule: "a.b", from: null }],
      ceases: [{ says: "approval", rule: "c.d", from: "platform" }],
    },
  ],
};
const quiet: ReplayedRun = { ...judged, sequence: 6, differences: [], unlike: [], notes: [] };
const gone: ReplayedRun = {
  ...place,
  sequence: 5,
  kind: "unjudged",
  reason: "commit-missing",
  message: "it is not here",
};
const totals: ReplayTotals = {
  ...{ runs: 3, judged: 2, unjudged: [5], differing: { runs: 1, decisions: 1 } },
  moves: [{ before: "allow", after: "deny", decisions: 1 }],
  rules: [{ says: "deny", rule: "a.b", from: null, fires: 1, ceases: 0 }],
};
const end = { since: "2026-08-25T09:00:00Z", totals };

const written = (format: "text" | "json" | "markdown", runs: readonly ReplayedRun[]) => {
  const report = replayReport(format, plain);
  return runs.map((run) => report.run(run)).join("") + report.end(end);
};

describe("a replay's report", () => {
  test("as text tells of every run, also of one that was not judged", () => {
    const text = written("text", [judged, quiet, gone]);
    expect(text).toMatch(/Run 7 .*recorded allow, then unknown, proposed deny/);
    expect(text).toContain("chat/e1/grant/group:a  allow (risk 10) -> deny (risk 20)");
    expect(text).toContain("+ deny a.b");
    expect(text).toContain("- approval c.d by platform");
    expect(text).toMatch(/Run 6 /);
    expect(text).toMatch(/Run 5 .*it is not here/);
  });

  test("as Markdown leaves out runs that come out the same, and lets no markup out", () => {
    const text = written("markdown", [judged, quiet, gone]);
    expect(text).toContain("**Run 7**");
    expect(text).not.toContain("**Run 6**");
    expect(text).toContain("**Run 5**");
    expect(text).not.toContain("a | note");
  });

  test("as JSON is one document however many runs there are", () => {
    for (const runs of [[], [judged], [judged, quiet, gone]])
      expect(JSON.parse(written("json", runs))).toEqual({ format_version: "1.0", runs, since: end.since, totals });
  });

  test("of a run with very many differences shows the first, and JSON all", () => {
    const [difference] = judged.differences;
    const many = {
      ...judged,
      differences: Array.from({ length: 1000 }, () => difference).flatMap((each) => each ?? []),
    };
    expect(written("text", [many]).split("\n").length).toBeLessThan(100);
    expect(JSON.parse(written("json", [many])).runs[0].differences).toHaveLength(1000);
  });
});
