import { sealPlan } from "../../dist/apply/plan-file.js";

const at = "2026-11-23T09:00:00Z";
const allow = { verdict: "allow", risk: 0, denials: [], warnings: [], approvals: [] };

/** A plan of changes that nobody had to plan, for measuring what comes after. */
export function planOf(changes) {
  return sealPlan({
    format_version: "1.0",
    organization: "bench",
    basis: { commit: null, inputs: {}, live: {}, policy: "none", at, expires: "2026-11-24T09:00:00Z", engine: "bench" },
    changes: changes.map((change) => ({ change, decision: allow })),
    decision: allow,
    guards: [],
    seats: [],
    waiting: [],
    findings: [],
    applications: [],
    people: changes.length,
  });
}

/** The account of a person. */
export function creation(person) {
  const after = { userName: `${person}@acme.example`, externalId: person, active: true, attributes: {} };
  return { ...about(person, "create-account"), kind: "create-account", account: null, needs: [], before: null, after };
}

/** A person's membership of a group; `needs` are the keys of changes before it. */
export function membership(person, group, needs = []) {
  const entitlement = { application: "chat", type: "group", value: group };
  const held = { before: { held: false }, after: { held: true } };
  return { ...about(person, `grant/group:${group}`), kind: "grant", account: null, needs, entitlement, ...held };
}

function about(person, what) {
  return {
    key: `chat/${person}/${what}`,
    application: "chat",
    person,
    userName: `${person}@acme.example`,
    because: [],
  };
}
