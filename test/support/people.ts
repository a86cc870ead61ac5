import type { Application } from "../../src/model/application.ts";
import type { Assignment } from "../../src/model/assignment.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import type { LicensePool, Reserve } from "../../src/model/pool.ts";
import type { BirthrightRule, Entitlement, Role, RoleGrant } from "../../src/model/role.ts";
import type { SeatDecision, SeatRequest } from "../../src/model/seat-request.ts";
import type { Source } from "../../src/model/source.ts";

/** A place in a file, for values that nobody reads the place of. */
export function aSource(file = "rollcall.yaml", line = 1, column = 1): Source {
  return { file, line, column };
}

/** An employee of Engineering in the EU who is here; userName, names and email follow the id. */
export function aPerson(overrides: Partial<Person> = {}): Person {
  const id = overrides.id ?? "e1001";
  return {
    id,
    kind: "employee",
    status: "active",
    userName: `${id}@acme.example`,
    givenName: "Given",
    familyName: `Family ${id}`,
    email: `${id}@acme.example`,
    manager: null,
    start: null,
    end: null,
    attributes: { department: "Engineering", location: "eu" },
    at: aSource("people/roster.csv", 2),
    ...overrides,
  };
}

/** The group `engineering` of the application `chat`. */
export function anEntitlement(overrides: Partial<Entitlement> = {}): Entitlement {
  return { application: "chat", type: "group", value: "engineering", ...overrides };
}

/** A role's grant of an entitlement. */
export function aGrant(overrides: Partial<Entitlement> = {}): RoleGrant {
  return { kind: "entitlement", entitlement: anEntitlement(overrides), at: aSource("roles/engineer.yaml", 6, 5) };
}

/** A role's grant of a seat. */
export function aSeatGrant(pool = "ide"): RoleGrant {
  return { kind: "seat", pool, at: aSource("roles/engineer.yaml", 7, 5) };
}

/** A birthright row with these conditions. */
export function aBirthright(conditions: Readonly<Record<string, readonly string[]>>): BirthrightRule {
  return { conditions, at: aSource("roles/engineer.yaml", 5, 5) };
}

/** The role `engineer`, on request only, which grants `anEntitlement()`. */
export function aRole(overrides: Partial<Role> = {}): Role {
  const name = overrides.name ?? "engineer";
  return {
    name,
    title: name,
    owner: "platform",
    risk: 20,
    birthright: [],
    grants: [aGrant()],
    excludes: [],
    maxDuration: null,
    at: aSource(`roles/${name}.yaml`),
    ...overrides,
  };
}

/** The pool `ide` of the application `ide-vendor`: 10 seats in the EU and 2 for everybody. */
export function aPool(overrides: Partial<LicensePool> = {}): LicensePool {
  const name = overrides.name ?? "ide";
  return {
    name,
    seat: { application: "ide-vendor", type: "license", value: "ALL_PRODUCTS" },
    quotaBy: "location",
    quota: { eu: 10 },
    overflow: 2,
    failover: {},
    eligible: null,
    reserve: null,
    requests: [],
    granted: 0,
    alertAt: 0.9,
    priority: [],
    protected: [],
    tier: null,
    whenFull: "wait",
    reclaim: null,
    cost: null,
    at: aSource(`pools/${name}.yaml`),
    ...overrides,
  };
}

/** 25 seats of `reseller-x`, and nowhere to send requests to. */
export function aReserve(overrides: Partial<Reserve> = {}): Reserve {
  return { seats: 25, from: "reseller-x", expires: 30 * 86_400_000, webhook: null, ...overrides };
}

/** Twelve seats that were asked for on 10 November 2026, and that nobody has decided about. */
export function aSeatRequest(overrides: Partial<SeatRequest> = {}): SeatRequest {
  return {
    id: "2026-11-10-1",
    seats: 12,
    requested: "2026-11-10T00:00:00Z",
    reason: "Twelve join",
    reference: null,
    decision: { kind: "open" },
    at: aSource("pools/requests/ide.yaml", 1, 3),
    ...overrides,
  };
}

/** The same twelve seats, granted from 12 November 2026 on, for ever. */
export function aSeatGrantOf(overrides: Partial<Extract<SeatDecision, { kind: "granted" }>> = {}): SeatDecision {
  const from = "2026-11-12T00:00:00Z";
  return { kind: "granted", decided: from, seats: 12, from, until: null, ...overrides };
}

/** `aPerson()` holds `aRole()` for ever. */
export function anAssignment(overrides: Partial<Assignment> = {}): Assignment {
  return {
    person: "e1001",
    role: "engineer",
    from: null,
    until: null,
    reason: "REQ-1",
    kind: "standard",
    at: aSource("assignments/2026-11.yaml", 1, 3),
    ...overrides,
  };
}

/** The application `chat` at a loopback address, without limits that matter. */
export function anApplication(overrides: Partial<Application> = {}): Application {
  return {
    name: "chat",
    connector: "scim",
    profile: "generic",
    url: "http://127.0.0.1:1/scim/v2",
    authentication: { kind: "bearer", token: { kind: "env", name: "CHAT_SCIM_TOKEN" } },
    limits: { perSecond: 50, concurrency: 8 },
    leaver: { kind: "disable" },
    unmanaged: "report",
    orphans: "disable",
    protect: { admins: null, people: [] },
    at: aSource("rollcall.yaml", 6, 3),
    ...overrides,
  };
}

/** How plans are applied where nothing is said of it. */
const allAtOnce: Organization["apply"] = {
  lease: 300_000,
  rollout: [],
  gate: { maxFailures: 0.1, pause: 0 },
  rollback: "none",
  surge: { failures: 0.3, atLeast: 20 },
  alarm: null,
};

/** `acme`: one person, one role, two applications and nothing assigned. */
export function anOrganization(overrides: Partial<Organization> = {}): Organization {
  return {
    name: "acme",
    people: [aPerson()],
    roles: [aRole()],
    pools: [],
    assignments: [],
    signIns: [],
    notices: [],
    joiners: null,
    applications: [anApplication(), anApplication({ name: "ide-vendor" })],
    thresholds: {},
    rosterGuard: { minPeople: 1, maxDrop: 0.1 },
    perSecond: 250,
    planExpiry: 24 * 3_600_000,
    apply: allAtOnce,
    audit: {
      branch: "rollcall/audit",
      signer: null,
      allowedSigners: "policies/allowed_signers",
      revoked: "policies/revoked_keys",
      anchor: "audit/anchor.json",
      witnesses: { keys: [], quorum: 0 },
      remote: null,
    },
    ...overrides,
  };
}
