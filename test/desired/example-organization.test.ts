import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { loadOrganization } from "../../src/desired/load.ts";
import { directoryTree } from "../../src/document/tree.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import type { Organization } from "../../src/model/organization.ts";
import { isPresent } from "../../src/model/presence.ts";
import { allocate } from "../../src/plan/allocate.ts";
import type { Desired } from "../../src/plan/desired.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { systemDisk } from "../../src/ports/disk.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const at = "2026-11-23T09:00:00Z";
let organization: Organization;
let diagnostics: readonly Diagnostic[];
let desired: Desired;

beforeAll(async () => {
  const loaded = await loadOrganization(directoryTree(systemDisk, root), at);
  if (loaded.organization === null) throw new Error(JSON.stringify(loaded.diagnostics, null, 2));
  organization = loaded.organization;
  diagnostics = loaded.diagnostics;
  desired = resolve(organization, at);
});

const present = (instant: string): readonly string[] =>
  organization.people.filter((person) => isPresent(person, instant)).map(({ id }) => id);
const holders = (role: string, instant = at): readonly string[] =>
  [...resolve(organization, instant).holdings]
    .filter(([, holdings]) => holdings.some((holding) => holding.role === role))
    .map(([person]) => person)
    .toSorted();
const count = (values: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(values)].map((value) => [value, values.filter((each) => each === value).length]));

describe("the example organisation", () => {
  test("loads without a diagnostic", () => {
    expect(diagnostics).toEqual([]);
  });

  test("has its people, applications, roles, pools and assignments", () => {
    expect(organization.name).toBe("meridian");
    expect(count(organization.people.map(({ kind }) => kind))).toEqual({
      employee: 51,
      contractor: 5,
      guest: 3,
      service: 4,
    });
    expect(organization.applications.map(({ name }) => name)).toEqual(["chat", "crm", "directory", "ide-vendor"]);
    expect(organization.roles).toHaveLength(18);
    expect(organization.pools.map(({ name }) => name)).toEqual(["crm", "design-suite", "ide"]);
    expect(organization.assignments).toHaveLength(13);
    expect(organization.rosterGuard).toEqual({ minPeople: 20, maxDrop: 0.1 });
  });

  test("has somebody in every situation around its instant", () => {
    expect(present(at)).toHaveLength(57);
    expect(organization.people.filter(({ status }) => status === "leave").map(({ id }) => id)).toEqual(["e1013"]);
    expect(organization.people.filter(({ status }) => status === "left")).toHaveLength(3);
    const soon = (from: string, to: string) => present(to).filter((id) => !present(from).includes(id));
    expect(soon("2026-11-22T23:59:59Z", at)).toEqual(["e1015"]);
    expect(soon(at, "2026-12-01T00:00:00Z")).toEqual(["e1016", "e1032"]);
    expect(soon("2026-12-01T00:00:00Z", at)).toEqual(["c2002"]);
  });

  test("keeps secrets out: every address and token is a reference", () => {
    for (const { url, authentication } of organization.applications) {
      expect(typeof url).toBe("object");
      expect(authentication.kind).toBe("bearer");
    }
    expect(organization.audit.signer).toEqual({ kind: "ssh", key: { kind: "env", name: "ROLLCALL_SIGNING_KEY" } });
  });

  test("gives the emergency role for one shift and takes it back without a commit", () => {
    expect(holders("prod-db-admin")).toEqual(["e1004"]);
    expect(holders("prod-db-admin", "2026-11-23T07:39:59Z")).toEqual([]);
    expect(holders("prod-db-admin", "2026-11-23T15:40:00Z")).toEqual([]);
    expect(holders("security-auditor", "2026-12-01T00:00:00Z")).toEqual(["e1012", "e1050"]);
  });

  test("gives nobody two roles that exclude each other", () => {
    const excludes = new Map(organization.roles.map((role) => [role.name, role.excludes]));
    for (const holdings of desired.holdings.values()) {
      const roles = holdings.map(({ role }) => role);
      for (const role of roles) expect(roles.filter((other) => excludes.get(role)?.includes(other))).toEqual([]);
    }
    expect(excludes.get("payments-clerk")).toContain("payments-approver");
  });

  test("gives service accounts and guests only what names their kind", () => {
    const kinds = new Map(organization.people.map(({ id, kind }) => [id, kind]));
    for (const [person, holdings] of desired.holdings) {
      const births = holdings.flatMap(({ role, because }) =>
        because.some(({ kind }) => kind === "birthright") ? [role] : [],
      );
      if (kinds.get(person) === "service") expect(births).toEqual(["service-account"]);
      if (kinds.get(person) === "guest") expect(births).toEqual(["partner-guest"]);
    }
  });

  test("has a development seat too few, for which the newest joiner waits", () => {
    const none = { people: new Set<string>(), outside: 0, leaving: 0 };
    const live = new Map(organization.pools.map(({ name }) => [name, none]));
    const result = allocate({ ...desired, pools: organization.pools, live, poolsBefore: null });
    expect(result.waiting.map(({ pool, person, place }) => [pool, person, place])).toEqual([["ide", "e1015", 1]]);
    const free = result.summaries.map(({ pool, location, quota, usedAfter }) => [
      `${pool}/${location}`,
      quota - usedAfter,
    ]);
    expect(Object.fromEntries(free)).toEqual({
      "crm/apac": 0,
      "crm/eu": 1,
      "crm/us": 0,
      "crm/global": 1,
      "design-suite/austin": 0,
      "design-suite/berlin": 0,
      "design-suite/lisbon": 1,
      "design-suite/global": 0,
      "ide/eu": 0,
      "ide/us": 0,
      "ide/global": 0,
    });
  });

  test("tells in rollcall.yaml every group that must exist before the first plan", async () => {
    const text = await readFile(new URL("../../rollcall.yaml", import.meta.url), "utf8");
    for (const { name, protect } of organization.applications) {
      const granted = organization.roles.flatMap(({ grants }) =>
        grants.flatMap((grant) => (grant.kind === "entitlement" ? [grant.entitlement] : [])),
      );
      const named = [...granted, ...organization.pools.map(({ seat }) => seat)]
        .filter((entitlement) => entitlement.application === name && entitlement.type === "group")
        .map(({ value }) => value);
      const admins = protect.admins === null ? [] : [protect.admins.group];
      expect(documentedGroups(text, name)).toEqual([...new Set([...named, ...admins])].toSorted());
    }
  });
});

/** The words after an application's name in the comment, up to the next application. */
function documentedGroups(text: string, application: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("#   "));
  const first = lines.findIndex((line) => line.startsWith(`#   ${application} `));
  const rest = lines.slice(first + 1);
  const next = rest.findIndex((line) => /^# {3}\S/.test(line));
  const own = [lines[first] ?? "", ...rest.slice(0, next === -1 ? rest.length : next)].join(" ");
  const words = own
    .replaceAll("#", " ")
    .replace(/\(.*\)/, "")
    .trim()
    .split(/\s+/);
  return words.slice(1).toSorted();
}
