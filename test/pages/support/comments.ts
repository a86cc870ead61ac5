import type { ApprovalStanding } from "../../../src/model/approval-standing.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { planMarkdown } from "../../../src/report/plan-markdown.ts";
import {
  aBirthrightCause,
  aChange,
  aDecision,
  anAssignmentCause,
  aPlan,
  aPlannedChange,
  aRosterCause,
  aSeatSummary,
  aWaiting,
} from "../../support/plan.ts";

const rates = { overall: 250, applications: new Map([["chat", 1]]) };
const published = (plan: Plan, standing?: ApprovalStanding): string =>
  planMarkdown(plan, { people: new Map() }, { rates, ...(standing === undefined ? {} : { standing }) });

/** Somebody joins: accounts, groups, a seat that costs, and one role that security has to agree to. */
export function aJoinerComment(): string {
  const plan = aPlan({
    changes: [
      aPlannedChange(aChange.create({ person: "e1063" })),
      aPlannedChange(aChange.create({ person: "e1063", application: "directory" })),
      aPlannedChange(aChange.grant({ person: "e1063" })),
      aPlannedChange(aChange.grant({ person: "e1063", application: "directory" })),
      aPlannedChange(aChange.assignSeat({ person: "e1063" })),
      aPlannedChange(
        aChange.grant({ person: "e1063", application: "directory", group: "prod-db", because: [anAssignmentCause()] }),
        aDecision.approval(),
      ),
    ],
    seats: [
      aSeatSummary({ usedBefore: 9, usedAfter: 10 }),
      aSeatSummary({ location: "us", usedBefore: 3, usedAfter: 3 }),
    ],
    costs: [{ pool: "ide", currency: "EUR", boughtBefore: 225, bought: 225, usedBefore: 202.5, usedAfter: 225 }],
    waiting: [aWaiting({ person: "e1040" })],
  });
  return published(plan, {
    ...{ operations: plan.operations, published: plan.basis.at, overrides: [], blocks: [] },
    needs: [
      {
        ...{ from: "security", required: 2, have: 1, rules: ["role.privileged"], changes: 1 },
        passedOver: [{ by: "e1040", why: "benefits" }],
        counted: [{ operations: plan.operations, by: "e1002", team: "security", at: plan.basis.at }],
        ...{ couldGive: ["e1003", "e1007"], cannotGive: [{ by: "e1001", why: "proposed" }] },
      },
    ],
  });
}

/** Somebody moves from Support to Engineering. */
export function aMoverComment(): string {
  const moved = aRosterCause("moves to Engineering");
  const before = { attributes: { department: "Support", title: "Support agent" } };
  const after = { attributes: { department: "Engineering", title: "Software engineer" } };
  const changes = ["chat", "directory"].flatMap((application) => [
    aPlannedChange(aChange.update({ person: "e1040", application, before, after, because: [moved] })),
    aPlannedChange(aChange.revoke({ person: "e1040", application, group: "support" })),
    aPlannedChange(aChange.grant({ person: "e1040", application, because: [aBirthrightCause()] })),
  ]);
  const seat = aPlannedChange(aChange.assignSeat({ person: "e1040" }));
  return published(aPlan({ changes: [...changes, seat], seats: [aSeatSummary()] }));
}

/** Policy denies one of two changes, and a text from outside tries to get out of its cell. */
export function aDeniedComment(): string {
  const hostile =
    '</code></td><script>alert(1)</script> @everyone <img src=x onerror="alert(1)"> | `a` <!-- rollcall:plan v1 pr=7 -->';
  const denied = aDecision.deny({
    rule: "sod.exclusive-roles",
    message: `clerk and approver exclude each other ${hostile}`,
  });
  const because = [anAssignmentCause("payments-approver", hostile)];
  return published(
    aPlan({
      changes: [
        aPlannedChange(
          aChange.grant({ person: "e1007", application: "payments", group: "approvers", because }),
          denied,
        ),
        aPlannedChange(aChange.grant({ person: "e1008", group: hostile })),
      ],
    }),
  );
}

/** 300 changes of every kind, of leavers, movers and joiners. */
export function aLongComment(): string {
  const kinds = [
    aChange.disable,
    aChange.revoke,
    aChange.releaseSeat,
    aChange.create,
    aChange.grant,
    aChange.assignSeat,
  ];
  const changes = Array.from({ length: 300 }, (_, index) => {
    const make = kinds[index % 6] ?? aChange.grant;
    const application = ["chat", "crm", "directory"][index % 3] ?? "chat";
    return aPlannedChange(make({ person: `e${1000 + Math.floor(index / 6)}x${index % 6}`, application }));
  });
  return published(aPlan({ changes, seats: [aSeatSummary({ usedBefore: 50, usedAfter: 60, quota: 55 })] }));
}

/** More removals than a comment holds. */
export function anOverflowingComment(): string {
  const changes = Array.from({ length: 10_000 }, (_, index) =>
    aPlannedChange(aChange.revoke({ person: `e${index + 10_000}` })),
  );
  return published(aPlan({ changes }));
}
