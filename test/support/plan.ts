import type { Because } from "../../src/model/because.ts";
import type { AccountImage, Change, ChangeKind } from "../../src/model/change.ts";
import type { ApprovalNeed, Decision, RuleHit } from "../../src/model/decision.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Plan, PlannedChange, SeatSummary, Waiting } from "../../src/model/plan.ts";
import type { Entitlement } from "../../src/model/role.ts";

/** What every builder of a change takes; the rest has believable defaults. */
interface ChangeWish {
  readonly application?: string;
  readonly person?: string | null;
  readonly userName?: string;
  readonly because?: readonly Because[];
  readonly needs?: readonly string[];
}
type EntitlementWish = ChangeWish & { readonly group?: string; readonly license?: string; readonly role?: string };
type SeatWish = EntitlementWish & { readonly pool?: string; readonly location?: string };

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** A birthright as the cause of a change. */
export const aBirthrightCause = (role = "engineer", file = `roles/${role}.yaml`, line = 8): Because => ({
  kind: "birthright",
  role,
  at: { file, line, column: 5 },
});

/** An assignment as the cause of a change. */
export const anAssignmentCause = (role = "prod-db-admin", reason = "INC-4711"): Because => ({
  kind: "assignment",
  role,
  reason,
  at: { file: "assignments/2026-11.yaml", line: 3, column: 3 },
});

/** A row of the roster as the cause of a change. */
export const aRosterCause = (text = "left on 2026-11-20"): Because => ({
  kind: "roster",
  text,
  at: { file: "people/roster.csv", line: 18, column: 1 },
});

const noRule: Because = { kind: "no-rule", text: "no role gives it any more" };

function base(wish: ChangeWish, kind: ChangeKind, what: string | null, because: Because) {
  const person = wish.person === undefined ? "e1042" : wish.person;
  const application = wish.application ?? "chat";
  const subject = person ?? wish.userName ?? "stray@example.com";
  return {
    key: [application, subject, kind, ...(what === null ? [] : [what])].join("/"),
    application,
    person,
    account: kind === "create-account" ? null : `id-${subject}`,
    userName: wish.userName ?? `${subject}@example.com`,
    because: wish.because ?? [because],
    needs: wish.needs ?? [],
  };
}

function entitlement(wish: EntitlementWish): Entitlement {
  const application = wish.application ?? "chat";
  if (wish.license !== undefined) return { application, type: "license", value: wish.license };
  if (wish.role !== undefined) return { application, type: "role", value: wish.role };
  return { application, type: "group", value: wish.group ?? "engineering" };
}

function held(wish: EntitlementWish, kind: ChangeKind, because: Because) {
  const what = entitlement(wish);
  return { ...base(wish, kind, `${what.type}:${what.value}`, because), entitlement: what };
}

function seat(wish: SeatWish, kind: ChangeKind, because: Because) {
  const full = { application: "ide-vendor", license: "ALL_PRODUCTS", ...wish };
  return { ...held(full, kind, because), pool: wish.pool ?? "ide", location: wish.location ?? "eu" };
}

/** Changes of every kind: `aChange.grant({ person: "e1", group: "sales" })`. */
export const aChange = {
  create: (wish: ChangeWish & { readonly attributes?: AccountImage["attributes"] } = {}): Change => {
    const shared = base(wish, "create-account", null, aRosterCause("joins on 2026-11-23"));
    const attributes = wish.attributes ?? {};
    const after = { userName: shared.userName, externalId: shared.person, active: true, attributes };
    return { ...shared, kind: "create-account", before: null, after };
  },
  update: (
    wish: ChangeWish & { readonly before?: Partial<AccountImage>; readonly after?: Partial<AccountImage> } = {},
  ): Change => ({
    ...base(wish, "update-account", null, aRosterCause("moved")),
    kind: "update-account",
    before: wish.before ?? { attributes: { department: "Support" } },
    after: wish.after ?? { attributes: { department: "Sales" } },
  }),
  disable: (wish: ChangeWish = {}): Change => ({
    ...base(wish, "disable-account", null, aRosterCause()),
    kind: "disable-account",
    before: { active: true },
    after: { active: false },
  }),
  enable: (wish: ChangeWish = {}): Change => ({
    ...base(wish, "enable-account", null, aRosterCause("is back")),
    kind: "enable-account",
    before: { active: false },
    after: { active: true },
  }),
  remove: (wish: ChangeWish = {}): Change => ({
    ...base(wish, "delete-account", null, aRosterCause()),
    kind: "delete-account",
    before: { active: false },
    after: null,
  }),
  grant: (wish: EntitlementWish = {}): Change => ({
    ...held(wish, "grant", aBirthrightCause()),
    kind: "grant",
    before: { held: false },
    after: { held: true },
  }),
  revoke: (wish: EntitlementWish = {}): Change => ({
    ...held(wish, "revoke", noRule),
    kind: "revoke",
    before: { held: true },
    after: { held: false },
  }),
  assignSeat: (wish: SeatWish = {}): Change => ({
    ...seat(wish, "assign-seat", aBirthrightCause()),
    kind: "assign-seat",
    before: { held: false },
    after: { held: true },
  }),
  releaseSeat: (wish: SeatWish = {}): Change => ({
    ...seat(wish, "release-seat", noRule),
    kind: "release-seat",
    before: { held: true },
    after: { held: false },
  }),
  endSessions: (wish: ChangeWish = {}): Change => ({
    ...base(wish, "end-sessions", null, aRosterCause()),
    kind: "end-sessions",
    before: null,
    after: null,
  }),
};

const nothingSaid: Decision = { verdict: "allow", risk: 0, factors: [], denials: [], warnings: [], approvals: [] };

/** Decisions of every verdict. */
export const aDecision = {
  allow: (risk = 0): Decision => ({ ...nothingSaid, risk }),
  warn: (hit: RuleHit = { rule: "role.high-risk", message: "the role has risk 70" }): Decision => ({
    ...nothingSaid,
    verdict: "warn",
    risk: 40,
    warnings: [hit],
  }),
  approval: (need: Partial<ApprovalNeed> = {}): Decision => ({
    ...nothingSaid,
    verdict: "needs-approval",
    risk: 70,
    approvals: [
      { from: "security", count: 1, rule: "role.privileged", message: "the role gives privileged access", ...need },
    ],
  }),
  deny: (
    hit: RuleHit = { rule: "sod.exclusive-roles", message: "payments-clerk and payments-approver exclude each other" },
  ): Decision => ({ ...nothingSaid, verdict: "deny", risk: 100, denials: [hit] }),
};

/** A change with what policy said of it. */
export const aPlannedChange = (change: Change, decision: Decision = aDecision.allow()): PlannedChange => ({
  change,
  decision,
});

/** Use of a pool at one location. */
export const aSeatSummary = (wish: Partial<SeatSummary> = {}): SeatSummary => ({
  pool: "ide",
  location: "eu",
  quota: 10,
  quotaBefore: null,
  usedBefore: 8,
  usedAfter: 9,
  ...wish,
});

/** Somebody whom a full pool keeps waiting. */
export const aWaiting = (wish: Partial<Waiting> = {}): Waiting => ({
  pool: "ide",
  person: "e1042",
  location: "eu",
  place: 1,
  reason: "ide has no free seat in eu or global",
  ...wish,
});

/** Something seen and left alone. */
export const aFinding = (wish: Partial<Finding> = {}): Finding => ({
  kind: "unmanaged-account",
  application: "chat",
  subject: "stray@example.com",
  message: "the account carries no id of ours",
  ...wish,
});

const applicationNames = (changes: readonly PlannedChange[]): readonly string[] => [
  ...new Set(changes.map((planned) => planned.change.application)),
];

function applicationsOf(changes: readonly PlannedChange[]): Plan["applications"] {
  return applicationNames(changes)
    .toSorted()
    .map((application) => {
      const counts: Partial<Record<ChangeKind, number>> = {};
      const own = changes.filter((planned) => planned.change.application === application);
      for (const { change } of own) counts[change.kind] = (counts[change.kind] ?? 0) + 1;
      return { application, accounts: 60, groups: 9, listing: "complete", calls: own.length, changes: counts };
    });
}

/** A plan: with no argument, one that has nothing to do. */
export function aPlan(wish: Partial<Plan> = {}): Plan {
  const changes = wish.changes ?? [];
  return {
    format_version: "1.0",
    organization: "meridian",
    basis: {
      commit: "c0ffee".repeat(6).concat("c0ff"),
      inputs: { "people/roster.csv": digest("1"), "rollcall.yaml": digest("2") },
      live: { chat: digest("3") },
      policy: digest("4"),
      at: "2026-11-23T09:00:00Z",
      expires: "2026-11-24T09:00:00Z",
      engine: "0.1.0",
    },
    changes,
    decision: aDecision.allow(),
    guards: [],
    seats: [],
    costs: [],
    waiting: [],
    findings: [],
    applications: applicationsOf(changes),
    people: 57,
    operations: digest("5"),
    digest: digest("6"),
    ...wish,
  };
}
