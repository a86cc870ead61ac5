import { append, assign, edit, office } from "./office.ts";
import type { Scene } from "./stage.ts";

/** One rule of the shipped policies: a proposal that makes it speak, and a like one that it lets pass. */
export interface Scenario {
  readonly rule: string;
  readonly speaks: Scene;
  readonly passes: Scene;
}

const roster = (from: string, to: string) => edit("people/roster.csv", from, to);
const limit = (from: string, to: string) => edit("policies/thresholds.yaml", from, to);
const emergency = (from: string, until: string) =>
  assign("e4", "operator", `, from: ${from}, until: ${until}, kind: emergency`);
const today = emergency("2026-11-23T10:00Z", "2026-11-23T18:00Z");
const nextEmergency =
  "- { person: e4, role: operator, reason: REQ-9, from: 2026-11-23T18:00Z, until: 2026-11-24T02:00Z, kind: emergency }\n";
const eva = "eva@office.example,Eva,Lind,,e3,2026-01-01,2027-12-31";
const guest = "fay@partner.example,Fay,Moore,,e3";
const backup = "s1,service,active,backup@office.example,Nightly,Backup,,e2,2026-01-01,,IT,2026-08-01";
const dan = "e4,employee,active,dan";

/** So many more people of one department, of whom the first have left or lost their role. */
const crew = (people: number, gone = 0) =>
  append(
    "people/roster.csv",
    ...Array.from({ length: people }, (_, n) => {
      const status = n < gone ? "left" : "active";
      return `m${n},employee,${status},m${n}@office.example,Given,Family,,e1,2020-01-01,,Stores,`;
    }),
  );

const bank = '"https://bank.example/scim/v2", auth: none';

/** Dan's last sign-in to the bank. */
const signIns = (dan: string) => ({
  ...edit("rollcall.yaml", bank, `${bank}, signIns: { path: people/bank.csv, maxAge: 7d }`),
  "people/bank.csv": `userName,lastSignIn\nada@office.example,2026-11-22\ndan@office.example,${dan}\n`,
});

/** By rule, in the order of docs/policy-library.md. */
export const scenarios: readonly Scenario[] = [
  {
    rule: "sod.exclusive-roles",
    speaks: { files: assign("e3", "payments-approver") },
    passes: { files: assign("e1", "payments-approver") },
  },
  {
    rule: "privileged.owner-approval",
    speaks: { files: assign("e4", "operator") },
    passes: { files: assign("e4", "analyst") },
  },
  {
    rule: "privileged.security-approval",
    speaks: { files: assign("e4", "root") },
    passes: { files: assign("e4", "treasurer") },
  },
  {
    rule: "risk.one-owner",
    speaks: { files: { ...assign("c1", "analyst"), ...limit("one_owner: 45", "one_owner: 40") } },
    passes: { files: { ...assign("e4", "analyst"), ...limit("one_owner: 45", "one_owner: 40") } },
  },
  {
    rule: "risk.two-people",
    speaks: { files: assign("e4", "treasurer") },
    passes: { files: assign("e4", "operator") },
  },
  {
    rule: "risk.security",
    speaks: { files: assign("c1", "treasurer") },
    passes: { files: assign("e4", "treasurer") },
  },
  {
    rule: "risk.too-high",
    speaks: { files: assign("c1", "root"), at: "2026-11-22T12:00:00Z" },
    passes: { files: assign("e4", "root") },
  },
  {
    rule: "contractors.no-end",
    speaks: { files: { ...assign("c1", "analyst"), ...roster(eva, "eva@office.example,Eva,Lind,,e3,2026-01-01,") } },
    passes: { files: assign("c1", "analyst") },
  },
  { rule: "guests.risk", speaks: { files: assign("g1", "analyst") }, passes: { files: assign("g1", "designer") } },
  {
    rule: "guests.host",
    speaks: { files: { ...assign("g1", "designer"), ...roster(guest, "fay@partner.example,Fay,Moore,,") } },
    passes: { files: assign("g1", "designer") },
  },
  {
    rule: "service-accounts.owner",
    speaks: { files: { ...assign("s1", "analyst"), ...roster("e2,employee,active", "e2,employee,left") } },
    passes: { files: assign("s1", "analyst") },
  },
  {
    rule: "service-accounts.secret",
    speaks: { files: { ...assign("s1", "analyst"), ...roster(backup, backup.replace("2026-08-01", "2025-08-01")) } },
    passes: { files: assign("s1", "analyst") },
  },
  {
    rule: "service-accounts.removal",
    speaks: { files: roster(backup, backup.replace("active", "left")) },
    passes: { files: roster(dan, dan.replace("active", "left")) },
  },
  {
    rule: "irreversible.approval",
    speaks: {
      files: roster(dan, dan.replace("active", "left")),
      irreversible: new Map([["disable-account", "switching it off deletes the account"]]),
    },
    passes: { files: roster(dan, dan.replace("active", "left")) },
  },
  { rule: "emergency.review", speaks: { files: today }, passes: { files: assign("e4", "operator") } },
  {
    rule: "emergency.too-long",
    speaks: { files: emergency("2026-11-23T10:00Z", "2026-11-24T10:00Z") },
    passes: { files: today },
  },
  {
    rule: "emergency.too-long",
    speaks: { applied: today, files: { ...today, "assignments/next.yaml": nextEmergency } },
    passes: { files: today },
  },
  {
    rule: "emergency.too-many",
    speaks: { files: { ...today, ...limit("max_open: 5", "max_open: 0") } },
    passes: { files: today },
  },
  {
    rule: "protected.person",
    speaks: {
      files: { ...assign("e4", "analyst"), ...limit("s9001: the break-glass account", "e4: a public figure") },
    },
    passes: { files: assign("e4", "analyst") },
  },
  {
    rule: "dormant.gains",
    speaks: { files: { ...assign("e4", "operator"), ...signIns("2026-06-01") } },
    passes: { files: { ...assign("e4", "operator"), ...signIns("2026-11-01") } },
  },
  {
    rule: "dormant.privileged",
    speaks: { applied: assign("e4", "operator"), files: signIns("2026-08-01") },
    passes: { applied: assign("e4", "operator"), files: signIns("2026-10-01") },
  },
  {
    rule: "out-of-hours.approval",
    speaks: { files: assign("e4", "operator"), at: "2026-11-22T12:00:00Z" },
    passes: { files: assign("e4", "operator"), at: "2026-11-23T12:00:00Z" },
  },
  {
    rule: "self-grant.approval",
    speaks: { files: assign("e4", "analyst"), proposers: ["e4"] },
    passes: { files: assign("e4", "analyst"), proposers: ["e1"] },
  },
  {
    rule: "self-grant.denied",
    speaks: { files: assign("e4", "root"), proposers: ["e4", "e1"] },
    passes: { files: assign("e4", "root"), proposers: ["e1"] },
  },
  {
    rule: "licences.tier",
    speaks: { files: assign("e4", "lead-designer") },
    passes: { files: assign("e4", "designer") },
  },
  {
    rule: "administrators.too-few",
    speaks: { files: { ...loses("e1, role: owner"), ...limit("deny_below: 1", "deny_below: 2") } },
    passes: { files: loses("e1, role: owner") },
  },
  {
    rule: "administrators.few",
    speaks: { files: loses("e1, role: owner") },
    passes: { files: loses("e2, role: operator") },
  },
  {
    rule: "budget.over",
    speaks: { files: edit("pools/pro.yaml", "global: 10", "global: 40") },
    passes: { files: edit("pools/pro.yaml", "global: 10", "global: 20") },
  },
  {
    rule: "budget.rise",
    speaks: { files: edit("pools/pro.yaml", "global: 10", "global: 30") },
    passes: { files: edit("pools/pro.yaml", "global: 10", "global: 20") },
  },
  {
    rule: "budget.unknown-currency",
    speaks: { files: edit("pools/pro.yaml", "EUR", "USD") },
    passes: {},
  },
  {
    rule: "policy-changes.with-access",
    speaks: { files: assign("e4", "analyst"), changedPolicies: ["policies/guests.rego"] },
    passes: { files: assign("e4", "analyst"), changedPolicies: [] },
  },
  {
    rule: "mass-change.removed",
    speaks: { applied: crew(60), files: crew(60, 5) },
    passes: { applied: crew(60), files: crew(60, 2) },
  },
  {
    rule: "mass-change.losing",
    speaks: { applied: crew(60), files: crew(60, 20) },
    passes: { applied: crew(60), files: crew(60, 2) },
  },
  { rule: "mass-change.created", speaks: { files: crew(30) }, passes: { files: crew(10) } },
  {
    rule: "mass-change.department",
    speaks: { applied: crew(4), files: crew(4, 4) },
    passes: { applied: crew(60), files: crew(60, 4) },
  },
  {
    rule: "mass-change.kind",
    speaks: {
      files: { ...crew(5), ...limit("create-account: { approve_count: 500", "create-account: { approve_count: 4") },
    },
    passes: { files: crew(5) },
  },
  {
    rule: "privilege-growth.large",
    speaks: { files: { ...assign("e4", "root"), ...limit("approve_points: 2000", "approve_points: 80") } },
    passes: { files: assign("e4", "root") },
  },
  { rule: "thresholds.missing", speaks: { files: limit("  max_risk: 10", "  max_rusk: 10") }, passes: {} },
];

/** The office without one assignment. */
function loses(assignment: string): Readonly<Record<string, string>> {
  const rows = office["assignments/office.yaml"]?.split("\n").filter((row) => !row.includes(assignment)) ?? [];
  return { "assignments/office.yaml": rows.join("\n") };
}
