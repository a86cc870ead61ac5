import { describe, expect, test } from "vitest";
import { joinersCsv } from "../../src/report/joiners-csv.ts";
import { joinersText } from "../../src/report/joiners-text.ts";
import { aHeldJoiner } from "../support/joiners.ts";
import { aPerson } from "../support/people.ts";

const options = { color: false, width: 200, verbose: false };
const queueOf = (...held: readonly ReturnType<typeof aHeldJoiner>[]) => ({
  ...{ at: "2026-11-23T12:00:00Z", reviewSla: 4 * 3_600_000, held },
  clusters: [{ kind: "device" as const, id: "device:j1", people: ["j1", "j2", "j3"], since: "2026-11-23T08:00:00Z" }],
});

describe("the CSV of held joiners", () => {
  test("has a row for each in the order of the queue, with the numbers as such", () => {
    const rows = joinersCsv(
      queueOf(
        aHeldJoiner({ clusters: ["device:j1", "address:j9"] }),
        aHeldJoiner({ person: "gone", since: null, due: null, ageSeconds: null }),
      ),
      new Map([["e1001", aPerson({ givenName: "Ana", familyName: "Sousa" })]]),
    ).split("\r\n");
    expect(rows[0]).toBe(
      "person,name,user_name,verdict,score,since,age_minutes,due,overdue,decided_by,reasons,clusters",
    );
    expect(rows[1]).toBe(
      "e1001,Ana Sousa,e1001@acme.example,review,50,2026-11-23T08:00:00Z,240,2026-11-23T12:00:00Z,yes,,far away (50),device:j1 address:j9",
    );
    expect(rows[2]).toBe("gone,,,review,50,,,,yes,,far away (50),");
  });

  test("gives a spreadsheet no formula, whatever somebody signed up as", () => {
    const person = aPerson({ givenName: '=HYPERLINK("http://x")', familyName: "" });
    const [, row] = joinersCsv(queueOf(aHeldJoiner({ decidedBy: "@sum" })), new Map([["e1001", person]])).split("\r\n");
    expect(row).toContain(`e1001,"'=HYPERLINK(""http://x"")",`);
    expect(row).toContain(",'@sum,");
  });
});

describe("the text of held joiners", () => {
  test("says how many wait, who is overdue, and what several have in common", () => {
    const later = aHeldJoiner({ person: "j2", verdict: "block", isOverdue: false, due: "2026-11-23T14:00:00Z" });
    const lines = joinersText(queueOf(aHeldJoiner(), later), { people: new Map() }, options).split("\n");
    expect(lines[0]).toBe("2 joiners held, 1 of them blocked, 1 overdue (4 h)");
    expect(lines[3]).toMatch(/^ {2}e1001 +review +50 +4 h +overdue +far away \(50\)$/);
    expect(lines[4]).toMatch(/^ {2}j2 +block +50 +4 h +2026-11-23T14:00:00Z/);
    expect(lines[7]).toMatch(/^ {2}device +3 sign-ups +since 2026-11-23T08:00:00Z +device:j1$/);
  });

  test("counts those beyond fifty, unless every one is asked for", () => {
    const many = queueOf(...Array.from({ length: 60 }, (_, n) => aHeldJoiner({ person: `j${n}` })));
    expect(joinersText(many, { people: new Map() }, options)).toContain("and 10 more");
    expect(joinersText(many, { people: new Map() }, { ...options, verbose: true })).toContain("j59");
  });

  test("is one line when nobody is held", () => {
    expect(joinersText(queueOf(), { people: new Map() }, options)).toBe("Nobody who joins is held.\n");
  });
});
