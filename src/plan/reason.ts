import type { Because } from "../model/because.ts";
import { compareText } from "../model/compare.ts";
import type { Person } from "../model/person.ts";
import { absenceText, isPresent } from "../model/presence.ts";
import type { ManagedEntitlement } from "./desired.ts";
import type { DiffContext } from "./diff-context.ts";

/** Why a person should have no account here. */
export function absenceReasons(context: DiffContext, person: Person): readonly Because[] {
  if (!isPresent(person, context.at)) return [{ kind: "roster", text: absenceText(person, context.at), at: person.at }];
  const roles = [...context.desired.managed.values()].flatMap((managed) => managed.roles);
  const text = "no role that is held gives access to this application";
  return [{ kind: "no-rule", text }, ...endings(context, person, roles), asItStands(person)];
}

/** Why something is taken from a person: gone, or none of the roles that give it is held any more. */
export function lossReasons(context: DiffContext, person: Person, lost: ManagedEntitlement): readonly Because[] {
  if (!isPresent(person, context.at)) return absenceReasons(context, person);
  const text = lost.roles.length === 0 ? "no role gives it" : `no role that gives it is held (${few(lost.roles)})`;
  return [{ kind: "no-rule", text }, ...endings(context, person, lost.roles), asItStands(person)];
}

/** Assignments of these roles that are over, the latest first. */
function endings(context: DiffContext, person: Person, roles: readonly string[]): readonly Because[] {
  return (context.desired.ended.get(person.id) ?? [])
    .filter(({ role }) => roles.includes(role))
    .map(({ role, reason, until, at }) => ({
      ended: until ?? "",
      text: `the assignment of ${role} (${reason}) ended at ${until}: ${at.file}:${at.line}`,
    }))
    .sort((a, b) => compareText(b.ended, a.ended) || compareText(a.text, b.text))
    .map(({ text }) => ({ kind: "no-rule", text }));
}

function asItStands(person: Person): Because {
  return { kind: "roster", text: "as the roster has it now", at: person.at };
}

function few(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}
