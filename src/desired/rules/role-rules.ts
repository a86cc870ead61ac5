import { doubtful, quoted, wrong } from "../../document/diagnose.ts";
import { didYouMean } from "../../document/nearest.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { checkConditions } from "../conditions.ts";
import { closuresOf, conflictsOf, grantKey } from "../hierarchy.ts";
import type { RoleFile } from "../role-file.ts";
import type { Rule } from "../written.ts";

/** `includes` and `excludes` name roles. */
export const relatedRolesAreKnown: Rule = ({ roles, roleNames }) =>
  roles.flatMap((file) => [
    ...unknownNames(file, { names: file.includes, key: "includes", known: roleNames }),
    ...unknownNames(file, { names: file.role.excludes, key: "excludes", known: roleNames }),
  ]);

/** Grants name applications and pools. */
export const grantsAreKnown: Rule = ({ roles, settings, applicationNames, poolNames }) =>
  roles.flatMap(({ role, document }) =>
    role.grants.flatMap((grant, index) => {
      const kind = grant.kind === "seat" ? "pool" : "application";
      const name = grant.kind === "seat" ? grant.pool : grant.entitlement.application;
      const known = grant.kind === "seat" ? poolNames : applicationNames;
      if (known.has(name) || (kind === "application" && settings === null)) return [];
      const at = document.at(["grants", index, kind]);
      const message = `there is no ${kind} ${quoted(name)}`;
      const hint =
        didYouMean(name, known) ?? (kind === "pool" ? `write pools/${name}.yaml` : "add it to rollcall.yaml");
      return [wrong({ code: `unknown-${kind}`, at, message, hint })];
    }),
  );

/** A role says once what it gives, and gives something. */
export const grantsAreTold: Rule = ({ roles }) =>
  roles.flatMap(({ role, includes }) => {
    if (role.grants.length === 0 && includes.length === 0) {
      const message = `the role ${quoted(role.name)} grants nothing`;
      return [doubtful({ code: "empty-role", at: role.at, message, hint: "add grants, or remove the file" })];
    }
    const seen = new Set<string>();
    return role.grants.flatMap((grant) => {
      const key = grantKey(grant);
      if (!seen.has(key)) {
        seen.add(key);
        return [];
      }
      return [
        doubtful({ code: "duplicate-grant", at: grant.at, message: "this grant is here twice", hint: "remove one" }),
      ];
    });
  });

/** Birthright rows speak of columns of the roster. */
export const birthrightsArePossible: Rule = (written) =>
  written.roles.flatMap(({ role, document }) =>
    role.birthright.flatMap(({ conditions }, index) =>
      checkConditions(written, { conditions, document, path: ["birthright", index], allowsStatus: false }),
    ),
  );

/** `includes` leads to no role again. */
export const includesAreNoCycle: Rule = ({ roles, roleByName }) => {
  const done = new Set<string>();
  return roles.flatMap(({ role }) => {
    const cycle = cycleFrom(role.name, roleByName, done);
    const file = cycle === null ? undefined : roleByName.get(cycle[0] ?? "");
    if (cycle === null || file === undefined) return [];
    const index = file.includes.indexOf(cycle[1] ?? "");
    const message = `the roles include each other: ${cycle.join(" → ")}`;
    return [
      wrong({ code: "includes-cycle", at: file.document.at(["includes", index]), message, hint: "remove one step" }),
    ];
  });
};

/** A role must not give both sides of an exclusion by itself. */
export const rolesAreConsistent: Rule = ({ roles }) => {
  const conflicts = conflictsOf(roles, closuresOf(roles));
  return roles.flatMap(({ role, document }) => {
    if (!conflicts.get(role.name)?.has(role.name)) return [];
    const at = document.at(role.excludes.includes(role.name) ? ["excludes"] : ["includes"]);
    const message = `the role ${quoted(role.name)} holds roles that exclude each other`;
    return [wrong({ code: "excludes-itself", at, message, hint: "remove one of the includes or excludes" })];
  });
};

function unknownNames(
  { document }: RoleFile,
  {
    names,
    key,
    known,
  }: { readonly names: readonly string[]; readonly key: string; readonly known: ReadonlySet<string> },
): readonly Diagnostic[] {
  return names.flatMap((name, index) => {
    if (known.has(name)) return [];
    const message = `there is no role ${quoted(name)}`;
    const hint = didYouMean(name, known) ?? `write roles/${name}.yaml`;
    return [wrong({ code: "unknown-role", at: document.at([key, index]), message, hint })];
  });
}

/** The first way round from a role, each role being left only once over all calls. */
function cycleFrom(
  start: string,
  roleByName: ReadonlyMap<string, RoleFile>,
  done: Set<string>,
): readonly string[] | null {
  const trail: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
  const onTrail = new Map([[start, 0]]);
  if (done.has(start)) return null;
  for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
    const name = roleByName.get(top.name)?.includes[top.next];
    top.next += 1;
    if (name === undefined) {
      done.add(top.name);
      onTrail.delete(top.name);
      trail.pop();
      continue;
    }
    const seenAt = onTrail.get(name);
    if (seenAt !== undefined) {
      for (const step of trail) done.add(step.name);
      return [...trail.slice(seenAt).map((step) => step.name), name];
    }
    if (done.has(name)) continue;
    onTrail.set(name, trail.length);
    trail.push({ name, next: 0 });
  }
  return null;
}
