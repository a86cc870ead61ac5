import { startDiff } from "../../dist/plan/diff.js";
import { resolve } from "../../dist/plan/resolve.js";
import { compare } from "./harness.mjs";

const people = 100_000;
const applications = 5;
const groupsEach = 1000;
const at = "2026-11-23T09:00:00Z";
const source = { file: "roster.csv", line: 1, column: 1 };

/** Comparing 5 applications of 100,000 accounts, 6 attributes and 3 groups each, against JSON.parse of the same live state. */
export async function diffBench({ rounds = 5 } = {}) {
  const organization = organizationOf();
  const desired = resolve(organization, at);
  const texts = organization.applications.map((application) =>
    pagesOf(desired.applications.get(application.name)).map((page) => JSON.stringify(page)),
  );
  const pages = texts.map((list) => list.map((text) => JSON.parse(text)));
  const bytes = texts.flat().reduce((sum, text) => sum + text.length, 0);
  process.stdout.write(
    `# diff: ${people} people x ${applications} applications, ${Math.round(bytes / 1e6)} MB of live state\n`,
  );
  const can = new Set([
    "create-account",
    "update-account",
    "disable-account",
    "enable-account",
    "delete-account",
    "grant",
    "revoke",
    "assign-seat",
    "release-seat",
  ]);
  const result = await compare({
    name: "diff / JSON.parse of the same live state",
    goal: 1,
    rounds,
    product: () => {
      for (const [index, application] of organization.applications.entries()) {
        const diff = startDiff({
          desired: desired.applications.get(application.name),
          people: desired.people,
          at,
          can,
        });
        for (const page of pages[index]) diff.page(page);
        diff.finish({ kind: "complete", accounts: people, groups: groupsEach }).changes(new Map());
      }
    },
    baseline: () => {
      for (const list of texts) for (const text of list) JSON.parse(text);
    },
  });
  return [result];
}

function organizationOf() {
  const names = Array.from({ length: applications }, (_, index) => `app-${index}`);
  const rule = (attribute, value) => [{ conditions: { [attribute]: [value] }, at: source }];
  const role = (name, attribute) => ({
    name,
    title: name,
    owner: "o",
    risk: 10,
    birthright: rule(attribute, name),
    excludes: [],
    maxDuration: null,
    at: source,
    grants: names.map((application) => ({
      kind: "entitlement",
      entitlement: { application, type: "group", value: name },
      at: source,
    })),
  });
  return {
    name: "large",
    people: Array.from({ length: people }, (_, n) => ({
      id: `p${n}`,
      kind: "employee",
      status: "active",
      userName: `person.${n}@large.example`,
      givenName: "Person",
      familyName: `Number ${n}`,
      email: `person.${n}@large.example`,
      manager: null,
      start: null,
      end: null,
      attributes: {
        department: `dept-${n % 20}`,
        location: `site-${n % 80}`,
        team: `team-${n % 900}`,
        title: `Specialist ${n % 50}`,
      },
      at: source,
    })),
    roles: [
      ...Array.from({ length: 900 }, (_, n) => role(`team-${n}`, "team")),
      ...Array.from({ length: 80 }, (_, n) => role(`site-${n}`, "location")),
      ...Array.from({ length: 20 }, (_, n) => role(`dept-${n}`, "department")),
    ],
    pools: [],
    assignments: [],
    signIns: [],
    notices: [],
    joiners: null,
    applications: names.map((name) => ({
      name,
      connector: "scim",
      profile: "generic",
      url: "https://app.example",
      authentication: { kind: "none" },
      limits: { perSecond: 50, concurrency: 8 },
      leaver: { kind: "disable" },
      unmanaged: "report",
      orphans: "disable",
      protect: { admins: null, people: [] },
      at: source,
    })),
    thresholds: {},
    rosterGuard: { minPeople: 1, maxDrop: 0.1 },
    perSecond: 250,
    planExpiry: 86_400_000,
    apply: {
      lease: 300_000,
      rollout: [],
      gate: { maxFailures: 0.1, pause: 0 },
      rollback: "none",
      surge: { failures: 0.3, atLeast: 20 },
      alarm: null,
    },
    audit: {
      branch: "audit",
      signer: null,
      allowedSigners: "policies/allowed_signers",
      anchor: "audit/anchor.json",
      witnesses: { keys: [], quorum: 0 },
      remote: null,
    },
  };
}

function pagesOf(desired) {
  const pages = [];
  const members = new Map([...desired.managed.values()].map(({ entitlement }) => [entitlement.value, []]));
  let accounts = [];
  for (const { person, userName, attributes, bundle } of desired.accounts.values()) {
    const id = `a-${person.id}`;
    const title = Number(person.id.slice(1)) % 100 === 0 ? "Elsewhere" : attributes.title;
    accounts.push({
      application: desired.application.name,
      id,
      externalId: person.id,
      userName,
      active: true,
      attributes: { ...attributes, title },
      entitlements: [],
      version: null,
      lastSignIn: null,
    });
    for (const { entitlement } of bundle.entitlements) members.get(entitlement.value).push(id);
    if (accounts.length === 200) {
      pages.push({ kind: "accounts", accounts });
      accounts = [];
    }
  }
  pages.push({ kind: "accounts", accounts });
  const groups = [...members].map(([name, list], index) => ({
    application: desired.application.name,
    id: `g-${index}`,
    name,
    members: list,
  }));
  for (let start = 0; start < groups.length; start += 50)
    pages.push({ kind: "groups", groups: groups.slice(start, start + 50) });
  return pages;
}
