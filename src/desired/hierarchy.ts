import { compareText } from "../model/compare.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Role, RoleGrant } from "../model/role.ts";
import type { RoleFile } from "./role-file.ts";

/** Every role with all the roles it gives: itself first, then what it includes, at any distance. Cycles do no harm. */
export type Closures = ReadonlyMap<string, ReadonlySet<string>>;

/** Follows `includes` from every role. */
export function closuresOf(files: readonly RoleFile[]): Closures {
  const includes = new Map(files.map(({ role, includes: names }) => [role.name, names]));
  return new Map(
    files.map(({ role }) => {
      const closure = new Set([role.name]);
      // A set is walked in the order of insertion, and this loop also reaches what it adds.
      for (const name of closure) for (const next of includes.get(name) ?? []) closure.add(next);
      return [role.name, closure];
    }),
  );
}

/**
 * Roles that one person must not hold together, both ways round. An exclusion also holds for roles that include one of
 * the two (hierarchical static separation of duty, ANSI INCITS 359-2012).
 */
export function conflictsOf(files: readonly RoleFile[], closures: Closures): ReadonlyMap<string, ReadonlySet<string>> {
  const including = new Map<string, string[]>();
  for (const [role, closure] of closures) {
    for (const name of closure) {
      const roles = including.get(name);
      if (roles === undefined) including.set(name, [role]);
      else roles.push(role);
    }
  }
  const conflicts = new Map<string, Set<string>>(files.map(({ role }) => [role.name, new Set<string>()]));
  for (const { role } of files) {
    for (const excluded of role.excludes) {
      for (const left of including.get(role.name) ?? []) {
        for (const right of including.get(excluded) ?? [excluded]) {
          conflicts.get(left)?.add(right);
          conflicts.get(right)?.add(left);
        }
      }
    }
  }
  return conflicts;
}

/** Roles as the model has them, sorted by name: grants with those of included roles, exclusions of both sides. */
export function resolveRoles(files: readonly RoleFile[]): readonly Role[] {
  const closures = closuresOf(files);
  const conflicts = conflictsOf(files, closures);
  const byName = new Map(files.map(({ role }) => [role.name, role]));
  return files
    .map(({ role }): Role => {
      const given = [...(closures.get(role.name) ?? [])].flatMap((name) => byName.get(name)?.grants ?? []);
      const excludes = [...(conflicts.get(role.name) ?? [])].sort(compareText);
      return { ...role, grants: withoutRepeats(given), excludes };
    })
    .sort((a, b) => compareText(a.name, b.name));
}

/** What a grant gives, as one text. */
export function grantKey(grant: RoleGrant): string {
  return grant.kind === "seat"
    ? `seat ${grant.pool}`
    : `${grant.entitlement.application} ${entitlementKey(grant.entitlement)}`;
}

function withoutRepeats(grants: readonly RoleGrant[]): readonly RoleGrant[] {
  const byKey = new Map<string, RoleGrant>();
  for (const grant of grants) if (!byKey.has(grantKey(grant))) byKey.set(grantKey(grant), grant);
  return [...byKey.values()];
}
