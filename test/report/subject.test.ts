import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { subjectsOf } from "../../src/report/subject.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";

const situation = (...changes: readonly Change[]): string | undefined =>
  subjectsOf(aPlan({ changes: changes.map((change) => aPlannedChange(change)) }))[0]?.situation;

describe("subjectsOf", () => {
  test("tells what a plan means for somebody", () => {
    expect(situation(aChange.create(), aChange.grant())).toBe("joiner");
    expect(situation(aChange.enable())).toBe("joiner");
    expect(situation(aChange.disable(), aChange.revoke(), aChange.endSessions())).toBe("leaver");
    expect(situation(aChange.remove())).toBe("leaver");
    expect(situation(aChange.revoke({ group: "a" }), aChange.grant({ group: "b" }))).toBe("mover");
    expect(situation(aChange.update(), aChange.grant())).toBe("mover");
    expect(situation(aChange.update(), aChange.revoke())).toBe("mover");
    expect(situation(aChange.disable(), aChange.create({ application: "crm" }))).toBe("mover");
    expect(situation(aChange.update(), aChange.disable())).toBe("leaver");
    expect(situation(aChange.revoke(), aChange.releaseSeat())).toBe("loses-access");
    expect(situation(aChange.grant())).toBe("other");
    expect(situation(aChange.update())).toBe("other");
    expect(situation(aChange.disable({ person: null, userName: "gone@example.com" }))).toBe("nobody");
  });

  test("puts what takes most away first, then risk, then id", () => {
    const plan = aPlan({
      changes: [
        aPlannedChange(aChange.create({ person: "e5" })),
        aPlannedChange(aChange.grant({ person: "e4" })),
        aPlannedChange(aChange.revoke({ person: "e3" })),
        aPlannedChange(aChange.revoke({ person: "e2" })),
        aPlannedChange(aChange.revoke({ person: "e9" }), aDecision.approval()),
        aPlannedChange(aChange.disable({ person: "e8" })),
      ],
    });
    expect(subjectsOf(plan).map(({ person }) => person)).toEqual(["e8", "e9", "e2", "e3", "e4", "e5"]);
  });

  test("keeps a stray account apart from a person of that name", () => {
    const changes = [aChange.disable({ person: "e1" }), aChange.disable({ person: null, userName: "e1" })];
    expect(subjectsOf(aPlan({ changes: changes.map((change) => aPlannedChange(change)) }))).toHaveLength(2);
  });
});
