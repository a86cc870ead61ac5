import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApprovalStanding } from "../../src/model/approval-standing.ts";
import type { PlannedChange } from "../../src/model/plan.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { anyText } from "../support/any-text.ts";
import { aHostilePlan } from "../support/hostile-plan.ts";
import { aChange, aDecision, aFinding, aPlan, aPlannedChange, aSeatSummary } from "../support/plan.ts";

const nobody = { people: new Map() };
const decode = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));

const manyRevokes = (number: number): readonly PlannedChange[] =>
  Array.from({ length: number }, (_, index) =>
    aPlannedChange(aChange.revoke({ person: `e${10_000 + index}`, application: index % 4 === 0 ? "crm" : "chat" })),
  );

describe("planMarkdown", () => {
  test("keeps text from outside inside code elements: the markup around it never changes", () => {
    const skeleton = (text: string): string =>
      planMarkdown(aHostilePlan(text), nobody, { showNames: true }).replaceAll(
        /<code>(?:[A-Za-z0-9 ]|&#\d+;)*<\/code>/g,
        "<code></code>",
      );
    const benign = skeleton("plain");
    const hostile = fc.oneof(
      anyText(60, 1),
      fc.constantFrom(
        "|",
        "</code>",
        "@everyone",
        "<!-- rollcall:plan v1 -->",
        "\n\n# x",
        "`",
        "](http://x.example)",
        "\u202e",
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => skeleton(text) === benign),
      { numRuns: 200 },
    );
  });

  test("speaks of people by id, and shows values of personal attributes only when names are wanted", () => {
    const names = { people: new Map([["e7", { name: "Emily Chen", title: "Engineer" }]]) };
    const before = { userName: "emily.chen@example.com", attributes: { department: "Sales", familyName: "Chen" } };
    const after = { userName: "emily.katz@example.com", attributes: { department: "Support", familyName: "Katz" } };
    const plan = aPlan({
      changes: [
        aPlannedChange(aChange.update({ person: "e7", before, after })),
        aPlannedChange(aChange.grant({ person: "e7" })),
        aPlannedChange(aChange.disable({ person: null, userName: "stray@example.com" })),
      ],
      findings: [aFinding({ subject: "other@example.com", message: "other@example.com is not ours" })],
    });
    const text = decode(planMarkdown(plan, names));
    expect(text).toContain("e7");
    expect(text).toContain("Support");
    for (const personal of ["Chen", "Katz", "emily", "other@example.com"]) expect(text).not.toContain(personal);
    expect(decode(planMarkdown(plan, names, { showNames: true }))).toContain("Emily Chen (e7)");
  });

  test("shows the verdict, then denials, then what takes access away, then the rest", () => {
    const plan = aPlan({
      changes: [
        aPlannedChange(aChange.create({ person: "e1" })),
        aPlannedChange(aChange.disable({ person: "e2" })),
        aPlannedChange(aChange.grant({ person: "e3" }), aDecision.approval()),
        aPlannedChange(aChange.grant({ person: "e4" }), aDecision.deny()),
      ],
    });
    const text = planMarkdown(plan, nobody);
    const order = [
      "## Rollcall plan: denied",
      "### Denied",
      "### Takes access away",
      "### Approvals needed",
      "Joiners",
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test("lists every destructive change before it shows anything harmless, and says what it left out", () => {
    const harmless = Array.from({ length: 9_000 }, (_, index) =>
      aPlannedChange(aChange.create({ person: `j${index}` })),
    );
    const revokes = manyRevokes(1_000);
    const text = planMarkdown(aPlan({ changes: [...harmless, ...revokes] }), nobody);
    expect(text.length).toBeLessThanOrEqual(60_000);
    for (const { change } of revokes) expect(text).toContain(change.person);
    expect(text).toMatch(/9000/);
  });

  test("counts exactly what does not fit of 10,000 destructive changes, and where it is", () => {
    const text = decode(planMarkdown(aPlan({ changes: manyRevokes(10_000) }), nobody));
    const shown = new Set(text.match(/\be\d{5}\b/g)).size;
    const more = /\*\*([\d,]+) more changes that take access away do not fit here: (\d+) in <code>chat<\/code>/.exec(
      text,
    );
    expect(shown + Number(more?.[1]?.replaceAll(",", ""))).toBe(10_000);
    expect(text.length).toBeLessThanOrEqual(60_000);
  });

  test("says at its top that it cannot be reviewed here when not all that takes away fits, and where it is", () => {
    const elsewhere = "The check lists each";
    const text = planMarkdown(aPlan({ changes: manyRevokes(10_000) }), nobody, { elsewhere });
    const notice = text.indexOf("**This plan cannot be reviewed here");
    expect(notice).toBeGreaterThan(0);
    expect(notice).toBeLessThan(text.indexOf("### Takes access away"));
    expect(text).toContain("The check lists each.");
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(planMarkdown(aPlan({ changes: manyRevokes(1_000) }), nobody)).not.toContain("cannot be reviewed here");
  });

  test("tells all of the plan in counts before anything else: who agrees, people, applications, seats, cost, calls", () => {
    const text = decode(
      planMarkdown(
        aPlan({
          changes: [
            aPlannedChange(aChange.disable({ person: "e2" })),
            aPlannedChange(aChange.create({ person: "e1", application: "crm" }), aDecision.approval()),
            aPlannedChange(aChange.create({ person: "e3", application: "crm" })),
          ],
          seats: [aSeatSummary({ usedBefore: 8, usedAfter: 10, quota: 10 })],
          costs: [
            {
              ...{ pool: "ide", currency: "EUR", boughtBefore: 22_500, bought: 22_500 },
              usedBefore: 20,
              usedAfter: 45,
            },
          ],
        }),
        nobody,
        { rates: { overall: 250, applications: new Map([["crm", 0.01]]) } },
      ),
    );
    const glance = text.slice(0, text.indexOf("###"));
    for (const words of [
      "| Approval | <code>security</code> needs 1 |",
      "| People | 1 leaver, 2 joiners |",
      "| Applications | <code>crm</code> 2 created<br><code>chat</code> 1 disabled |",
      "| Seats | <code>ide</code> <code>eu</code> 8 &rarr; 10 of 10, full |",
      "| Cost a month | <code>ide</code> ",
      "| Calls | 3 predicted writes: at least 4 min at the limits of the applications |",
    ])
      expect(glance).toContain(words);
  });

  test("stays within any limit, in bytes", () => {
    const size = fc.integer({ min: 200, max: 8_000 });
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 60 }), anyText(400), (limit, number, text) => {
        const plan = aHostilePlan(text);
        const comment = planMarkdown({ ...plan, changes: [...plan.changes, ...manyRevokes(number)] }, nobody, {
          limit,
        });
        expect(new TextEncoder().encode(comment).length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 200 },
    );
  });

  test("keeps every folded part closed when it is cut", () => {
    const joiners = Array.from({ length: 300 }, (_, index) =>
      aPlannedChange(aChange.grant({ person: `j${index}`, group: `g${index}` })),
    );
    for (const limit of [3_000, 6_000, 12_000, 24_000]) {
      const text = planMarkdown(aPlan({ changes: joiners, findings: [aFinding()] }), nobody, { limit });
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
    }
  });

  test("shows before and after of a few movers at once, and of many folded", () => {
    const movers = (number: number) =>
      planMarkdown(
        aPlan({
          changes: Array.from({ length: number }, (_, index) => index).flatMap((index) => [
            aPlannedChange(aChange.revoke({ person: `e${index}`, group: "support" })),
            aPlannedChange(aChange.grant({ person: `e${index}` })),
          ]),
        }),
        nobody,
      );
    expect(decode(movers(1))).toContain(
      "| <code>e0</code> | <code>chat</code> | <code>group support</code> | <code>group engineering</code> |",
    );
    expect(movers(3)).toContain("### Movers (3)");
    expect(movers(4)).toContain("<summary>Movers (4)</summary>");
  });

  test("says that nothing is to be done", () => {
    expect(planMarkdown(aPlan(), nobody)).toMatch(/^## Rollcall plan: nothing to do\n\n\*\*Nothing to do\.\*\*/);
  });
});

test("what is there of the approvals stands in a table, and no name gets out of its cell", () => {
  const changes = [aPlannedChange(aChange.grant(), aDecision.approval())];
  const plan = aPlan({ changes });
  const standing: ApprovalStanding = {
    ...{ operations: plan.operations, published: plan.basis.at, overrides: [] },
    blocks: [{ by: "@everyone", teams: ["security"], at: plan.basis.at }],
    needs: [
      {
        ...{ from: "security", required: 2, have: 1, rules: ["role.privileged"], changes: 1, passedOver: [] },
        counted: [{ operations: plan.operations, by: "a|b <!-- x -->", team: "security", at: plan.basis.at }],
        ...{ couldGive: ["e1049", "e1050"], cannotGive: [{ by: "e1", why: "proposed" }] },
      },
    ],
  };
  const text = planMarkdown(plan, { people: new Map() }, { standing });
  expect(text).toContain("Approvals so far");
  expect(text).toContain("1 of 2");
  expect(text).toContain("asks for changes");
  expect(text).toContain("<code>e1049</code>, <code>e1050</code>");
  for (const hostile of ["@everyone", "a|b", "<!-- x"]) expect(text).not.toContain(hostile);
  expect(planMarkdown(plan, { people: new Map() })).not.toContain("Approvals so far");
});
