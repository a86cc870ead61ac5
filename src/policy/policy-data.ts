import type { Application } from "../model/application.ts";
import type { Organization, Thresholds } from "../model/organization.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Role } from "../model/role.ts";

/** A role as `data.roles[name]`. */
interface RoleData {
  readonly title: string;
  readonly owner: string;
  readonly risk: number;
  /** Roles that exclude this one or are excluded by it, sorted: written on one side, seen from both. */
  readonly excludes: readonly string[];
  /** Somebody holds it without asking. */
  readonly birthright: boolean;
  /** Milliseconds, or null. */
  readonly maxDuration: number | null;
}

/** A pool as `data.pools[name]`. */
type PoolData = Pick<LicensePool, "quota" | "overflow" | "granted" | "alertAt" | "whenFull" | "tier" | "cost"> & {
  readonly application: string;
};

/** An application as `data.applications[name]`. */
type ApplicationData = Pick<Application, "connector" | "profile" | "unmanaged" | "orphans" | "protect"> & {
  readonly leaver: "disable" | "delete";
};

/** `data` of every policy: what the organisation wrote, the same for all changes. */
export interface PolicyData {
  readonly thresholds: Thresholds;
  readonly roles: Readonly<Record<string, RoleData>>;
  readonly pools: Readonly<Record<string, PoolData>>;
  readonly applications: Readonly<Record<string, ApplicationData>>;
}

/** What policies can look up beyond their input. */
export function policyData(organization: Organization): PolicyData {
  const excluded = exclusions(organization.roles);
  return {
    thresholds: organization.thresholds,
    roles: index(organization.roles, (role) => describeRole(role, excluded)),
    pools: index(organization.pools, describePool),
    applications: index(organization.applications, describeApplication),
  };
}

function index<T extends { readonly name: string }, R>(
  list: readonly T[],
  describe: (entry: T) => R,
): Record<string, R> {
  return Object.fromEntries(list.map((entry) => [entry.name, describe(entry)]));
}

/** Which roles exclude which, seen from both sides; a role without exclusions is not there. */
export function exclusions(roles: readonly Role[]): ReadonlyMap<string, ReadonlySet<string>> {
  const excluded = new Map<string, Set<string>>();
  const add = (role: string, other: string) => excluded.set(role, (excluded.get(role) ?? new Set()).add(other));
  for (const role of roles) {
    for (const other of role.excludes) {
      add(role.name, other);
      add(other, role.name);
    }
  }
  return excluded;
}

function describeRole(role: Role, excluded: ReadonlyMap<string, ReadonlySet<string>>): RoleData {
  const { title, owner, risk, maxDuration } = role;
  const excludes = [...(excluded.get(role.name) ?? [])].sort();
  return { title, owner, risk, excludes, birthright: role.birthright.length > 0, maxDuration };
}

function describePool({ seat, quota, overflow, granted, alertAt, whenFull, tier, cost }: LicensePool): PoolData {
  return { application: seat.application, quota, overflow, granted, alertAt, whenFull, tier, cost };
}

function describeApplication(application: Application): ApplicationData {
  const { connector, profile, unmanaged, orphans, protect, leaver } = application;
  return { connector, profile, unmanaged, orphans, protect, leaver: leaver.kind };
}
