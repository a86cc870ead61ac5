import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { planText } from "../../src/report/plan-text.ts";
import { anyText } from "../support/any-text.ts";
import {
  aBirthrightCause,
  aChange,
  aDecision,
  aFinding,
  anAssignmentCause,
  aPlan,
  aPlannedChange,
  aRosterCause,
  aSeatSummary,
  aWaiting,
} from "../support/plan.ts";

const nobody = { people: new Map() };
const screen = { color: false, width: 100 };
const names = {
  people: new Map([
    ["e1015", { name: "Sofia Marchetti", title: "Software engineer" }],
    ["e1017", { name: "Emily Chen", title: "" }],
    ["e1031", { name: "Samir Haddad", title: "Account executive" }],
  ]),
};
const left = { person: "e1017", because: [aRosterCause()] };
const mixed = aPlan({
  changes: [
    aPlannedChange(aChange.disable(left)),
    aPlannedChange(aChange.releaseSeat(left)),
    aPlannedChange(aChange.update({ person: "e1031", because: [aRosterCause("moved on 2026-11-23")] })),
    aPlannedChange(aChange.revoke({ person: "e1031", group: "support" })),
    aPlannedChange(aChange.grant({ person: "e1031", group: "sales", because: [aBirthrightCause("sales")] })),
    aPlannedChange(aChange.grant({ person: "e1004", because: [anAssignmentCause()] }), aDecision.approval()),
    aPlannedChange(aChange.create({ person: "e1015" })),
  ],
  seats: [aSeatSummary({ usedBefore: 10, usedAfter: 9 }), aSeatSummary({ location: "global", quota: 2, usedAfter: 2 })],
  waiting: [aWaiting({ person: "e1015" })],
});

/** Positions of texts, which a test expects to rise. */
const places = (text: string, parts: readonly string[]): readonly number[] => parts.map((part) => text.indexOf(part));

describe("planText", () => {
  test("reads like this", () => {
    expect(planText(mixed, names, screen)).toMatchInlineSnapshot(`
      "meridian: 7 changes for 4 people in 2 applications; needs approval by security (1).
      - 1 disabled  - 1 revoked  - 1 seat released  ~ 1 updated  + 1 created  + 2 granted

      Approvals needed
        1 from security
          role.privileged  the role gives privileged access  (1 change)

      Leavers (1)
        - Emily Chen (e1017)
            because left on 2026-11-20 (people/roster.csv:18)
              - disable account  chat
              - release seat     ide-vendor  seat ide (eu)

      Movers (1)
        ~ Samir Haddad (e1031), Account executive
            department  Support        ->  Sales
            chat        group support  ->  group sales
            because no role gives it any more
              - revoke  chat  group support
            because moved on 2026-11-23 (people/roster.csv:18)
              ~ update account  chat  department: Support -> Sales
            because role sales (birthright roles/sales.yaml:8)
              + grant  chat  group sales

      Other changes (1)
        + e1004  risk 70
            because role prod-db-admin (INC-4711, assignments/2026-11.yaml:3)
              + grant  chat  group engineering  [needs security]

      Joiners (1)
        + Sofia Marchetti (e1015), Software engineer
            because joins on 2026-11-23 (people/roster.csv:18)
              + create account  chat

      Applications (calls: predicted writes)
        application  accounts  groups  listing   calls  changes
        chat         60        9       complete  6      - 1 disabled  - 1 revoked  ~ 1 updated
                                                        + 1 created  + 2 granted
        ide-vendor   60        9       complete  1      - 1 seat released

      Seats
        pool  location  used     quota  free
        ide   eu        10 -> 9  10     1     nearly full
        ide   global    8 -> 2   2      0     full
        1 person waiting
          ide 1.  Sofia Marchetti (e1015)  eu  ide has no free seat in eu or global

      Basis
        commit  c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ff
        at      2026-11-23T09:00:00Z, expires 2026-11-24T09:00:00Z
        inputs  2 files, policy sha256:444444444444
        roster  57 people
        plan    sha256:666666666666, operations sha256:555555555555
        engine  0.1.0
      "
    `);
  });

  test("says that there is nothing to do, and never that there is no drift", () => {
    const text = planText(aPlan({ findings: [aFinding({ kind: "unverifiable-membership" })] }), nobody, screen);
    expect(text).toMatch(/^meridian: Nothing to do in what could be read\.\n/);
    expect(text).toContain("cannot be verified (1)");
    expect(text).not.toMatch(/no drift/i);
  });

  test("puts the reasons of a refusal before the changes", () => {
    const plan = aPlan({
      changes: [
        aPlannedChange(aChange.create({ person: "e1" })),
        aPlannedChange(aChange.grant({ person: "e2" }), aDecision.deny()),
        aPlannedChange(aChange.disable({ person: "e3" })),
      ],
      guards: [{ guard: "mass-removal", message: "too many" }],
      findings: [aFinding()],
    });
    const text = planText(plan, nobody, screen);
    const order = ["stopped by guard", "Stopped by guards", "Denied", "Leavers", "Other changes", "Joiners", "Basis"];
    const found = places(text, order);
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(text).toContain("sod.exclusive-roles");
  });

  test("says the same thing in several applications once, and no reason for an account that only follows from grants", () => {
    const because = [aBirthrightCause("engineer")];
    const changes = ["chat", "directory"].flatMap((application) => [
      aPlannedChange(aChange.create({ person: "e1", application, because })),
      aPlannedChange(aChange.grant({ person: "e1", application, because })),
      aPlannedChange(aChange.disable({ person: "e2", application })),
    ]);
    const text = planText(aPlan({ changes }), nobody, screen);
    expect(text).toContain("- disable account  chat, directory\n");
    expect(text).toContain("\n      + create account  chat, directory\n      because role engineer");
    expect(text).toContain("+ grant  chat, directory  group engineering\n");
    expect(text.match(/because role engineer/g)).toHaveLength(1);
  });

  test("keeps changes apart that policy judges differently", () => {
    const changes = ["chat", "directory"].map((application) =>
      aPlannedChange(aChange.grant({ application }), application === "chat" ? aDecision.allow() : aDecision.deny()),
    );
    const text = planText(aPlan({ changes }), nobody, screen);
    expect(text).toMatch(/grant {2}chat +group engineering\n/);
    expect(text).toMatch(/grant {2}directory +group engineering {2}\[denied: sod\.exclusive-roles\]\n/);
  });

  test("says what cannot be undone, only where that is so", () => {
    const irreversible = "switching it off deletes the account";
    const changes = ["chat", "pages"].map((application) => {
      const change = aChange.disable({ application });
      return aPlannedChange(application === "pages" ? { ...change, irreversible } : change);
    });
    const text = planText(aPlan({ changes }), nobody, { color: false, width: 200 });
    expect(text).toMatch(/- disable account {2}chat *\n/);
    expect(text).toMatch(/- disable account {2}pages +cannot be undone: switching it off deletes the account\n/);
  });

  test("folds harmless joiners of a long plan into counts per role, and nothing that takes access away", () => {
    const joiners = Array.from({ length: 60 }, (_, index) => aPlannedChange(aChange.grant({ person: `j${index}` })));
    const starts = joiners.map(({ change }) => aPlannedChange(aChange.create({ person: change.person })));
    const leavers = Array.from({ length: 50 }, (_, index) =>
      aPlannedChange(aChange.disable({ person: `left${index}` })),
    );
    const denied = aPlannedChange(aChange.create({ person: "j-denied" }), aDecision.deny());
    const plan = aPlan({ changes: [...joiners, ...starts, ...leavers, denied] });
    const folded = planText(plan, nobody, screen);
    expect(folded).toContain("60 people with 120 harmless changes");
    expect(folded).toMatch(/role engineer +60 people/);
    expect(folded).not.toContain("j59");
    for (let index = 0; index < 50; index += 1) expect(folded).toContain(`- left${index}\n`);
    expect(folded).toContain("j-denied");
    expect(planText(plan, nobody, { ...screen, verbose: true })).toContain("j59");
  });

  test("shows every destructive change of a plan of 10,000", () => {
    const changes = Array.from({ length: 10_000 }, (_, index) =>
      aPlannedChange(
        index % 2 === 0 ? aChange.revoke({ person: `p${index}` }) : aChange.grant({ person: `p${index}` }),
      ),
    );
    const text = planText(aPlan({ changes }), nobody, screen);
    expect(text.match(/- revoke {2}chat/g)).toHaveLength(5_000);
    expect(text.split("\n").length).toBeLessThan(20_000);
  });

  test("says at once how many who join are held, and names them", () => {
    const held = ["j1", "j2"].map((subject) =>
      aFinding({ kind: "joiner-held", application: "*", subject, message: "x" }),
    );
    const findings = [...held, aFinding({ kind: "joiner-blocked", application: "*", subject: "j3", message: "y" })];
    const lines = planText(aPlan({ findings }), nobody, screen).split("\n");
    expect(lines[1]).toBe("2 joiners held for review, 1 joiner blocked");
    expect(lines).toContain("  *  j1, j2  x");
    expect(planText(aPlan(), nobody, screen)).not.toContain("joiner");
    expect(planMarkdown(aPlan({ findings }), nobody)).toContain("2 joiners held for review, 1 joiner blocked");
  });

  test("gives the same bytes whatever the order of findings, seats and people", () => {
    const plan = {
      ...mixed,
      findings: [aFinding(), aFinding({ application: "crm" }), aFinding({ kind: "missing-group" })],
    };
    const turned = {
      ...plan,
      findings: plan.findings.toReversed(),
      seats: plan.seats.toReversed(),
      applications: plan.applications.toReversed(),
    };
    expect(planText(turned, names, screen)).toBe(planText(plan, names, screen));
  });

  test("uses colour only when asked, and colour changes no text", () => {
    const colored = planText(mixed, names, { ...screen, color: true });
    expect(colored).toContain("\u001b[31m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what colours are made of
    expect(colored.replaceAll(/\u001b\[\d+m/g, "")).toBe(planText(mixed, names, screen));
  });

  test("lets no text from outside steer the terminal or add a line", () => {
    const hostile = anyText();
    fc.assert(
      fc.property(hostile, (text) => {
        const plan = aPlan({
          organization: text,
          changes: [
            aPlannedChange(aChange.grant({ person: "e1", group: text }), aDecision.deny({ rule: text, message: text })),
          ],
          findings: [aFinding({ subject: text, message: text })],
          waiting: [aWaiting({ person: "e1", reason: text })],
        });
        const shown = planText(
          plan,
          { people: new Map([["e1", { name: text, title: text }]]) },
          { color: false, width: 1_000 },
        );
        expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(shown.split("\n")).toHaveLength(
          planText(
            plan,
            { people: new Map([["e1", { name: "x", title: "x" }]]) },
            { color: false, width: 1_000 },
          ).split("\n").length,
        );
      }),
    );
  });
});
