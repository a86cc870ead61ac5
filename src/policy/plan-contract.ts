import { Type } from "typebox";
import { amount, count, exact, holding, instant, named, nullable, share, text } from "./contract-parts.ts";
import { mostChains } from "./standing-facts.ts";

const kinds = Type.Object(
  {
    "create-account": count,
    "update-account": count,
    "disable-account": count,
    "enable-account": count,
    "delete-account": count,
    grant: count,
    revoke: count,
    "assign-seat": count,
    "release-seat": count,
    "end-sessions": count,
  },
  exact,
);

const administrators = Type.Object(
  { group: text, before: nullable(count), after: nullable(count), atLeast: count },
  exact,
);

const application = Type.Object(
  {
    accounts: nullable(count),
    changes: count,
    kinds,
    removed: count,
    removedShare: share,
    losing: count,
    losingShare: share,
    created: count,
    privilegeGranted: amount,
    administrators: nullable(administrators),
  },
  exact,
);

const costs = { bought: amount, boughtBefore: nullable(amount), usedBefore: amount, usedAfter: amount };

const pool = Type.Object(
  {
    quota: count,
    usedBefore: count,
    usedAfter: count,
    waiting: count,
    cost: nullable(Type.Object({ ...costs, currency: text }, exact)),
  },
  exact,
);

const department = Type.Object(
  { people: count, joiners: count, movedIn: count, leavers: count, losing: count, losingShare: share },
  exact,
);

const conflict = Type.Object(
  { person: text, roles: Type.Array(text, { minItems: 2, maxItems: 2 }), holdings: Type.Array(holding) },
  exact,
);

const emergency = Type.Object({ person: text, role: text, hours: nullable(amount) }, exact);

const dormant = Type.Object(
  {
    person: text,
    role: text,
    risk: amount,
    application: text,
    lastSignIn: nullable(instant),
    days: nullable(count),
  },
  exact,
);

const plan = Type.Object(
  {
    changes: count,
    kinds,
    applications: named(application),
    people: count,
    joiners: count,
    movers: count,
    leavers: count,
    joinersHeld: count,
    joinersBlocked: count,
    strangers: count,
    privilegeGranted: amount,
    peopleNow: count,
    peopleBefore: nullable(count),
    pools: named(pool),
    costs: named(Type.Object(costs, exact)),
    departments: named(department),
    verdicts: Type.Object({ allow: count, warn: count, "needs-approval": count, deny: count }, exact),
    highestRisk: Type.Number({ minimum: 0, maximum: 100 }),
    risks: Type.Array(count, { minItems: 10, maxItems: 10 }),
    conflicts: Type.Array(conflict),
    emergency: Type.Object(
      { assignments: count, people: count, longest: Type.Array(emergency, { maxItems: mostChains }) },
      exact,
    ),
    dormant: Type.Array(dormant),
    dormantCount: count,
    policies: Type.Object({ hasBase: Type.Boolean(), changed: Type.Array(text) }, exact),
  },
  exact,
);

/** `input` of package `rollcall.plan`; what a `PlanInput` is on the wire. */
export const planContract = Type.Object(
  { format_version: Type.Literal("1.0"), plan, proposers: Type.Array(text), at: instant },
  { ...exact, title: "Plan", description: "input of package rollcall.plan: a plan in numbers" },
);
