import type { ChangeKind } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Plan, PlannedChange } from "../model/plan.ts";
import { isDestructive, kindWords } from "./change-words.ts";

/** What a plan means for somebody; `nobody` is an account that belongs to no one on the roster. */
export type Situation = "leaver" | "loses-access" | "nobody" | "mover" | "other" | "joiner";

/** All changes of one person (or stray account), destructive first, otherwise in the order of the plan. */
export interface Subject {
  readonly person: string | null;
  readonly userName: string;
  readonly situation: Situation;
  /** Highest risk of a change. */
  readonly risk: number;
  readonly changes: readonly PlannedChange[];
}

/** Situations in the order of a report: what takes away most comes first. */
export const situations = ["leaver", "loses-access", "nobody", "mover", "other", "joiner"] as const;

/** The changes of a plan per person: most destructive situation first, then by risk, then by id. */
export function subjectsOf(plan: Pick<Plan, "changes">): readonly Subject[] {
  const groups = new Map<string, PlannedChange[]>();
  for (const planned of plan.changes) {
    const { person, userName } = planned.change;
    const key = person === null ? `~${userName}` : person;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [planned]);
    else group.push(planned);
  }
  return [...groups.entries()]
    .map(([key, changes]) => ({ key, subject: subjectOf(changes) }))
    .toSorted((a, b) => compareSubjects(a.subject, b.subject) || compareText(a.key, b.key))
    .map(({ subject }) => subject);
}

function subjectOf(changes: readonly PlannedChange[]): Subject {
  const first = changes[0]?.change;
  return {
    person: first?.person ?? null,
    userName: first?.userName ?? "",
    situation: situationOf(changes),
    risk: changes.reduce((highest, { decision }) => Math.max(highest, decision.risk), 0),
    changes: [
      ...changes.filter(({ change }) => isDestructive(change)),
      ...changes.filter(({ change }) => !isDestructive(change)),
    ],
  };
}

function compareSubjects(a: Subject, b: Subject): number {
  return situations.indexOf(a.situation) - situations.indexOf(b.situation) || b.risk - a.risk;
}

function situationOf(changes: readonly PlannedChange[]): Situation {
  const kinds = new Set(changes.map(({ change }) => change.kind));
  const signs = new Set([...kinds].map((kind) => kindWords[kind].sign));
  if (changes[0]?.change.person === null) return "nobody";
  if (signs.has("-") && !signs.has("+") && losesAccount(kinds)) return "leaver";
  if (signs.size > 1) return "mover";
  if (signs.has("-")) return "loses-access";
  return kinds.has("create-account") || kinds.has("enable-account") ? "joiner" : "other";
}

/** Losing an account is leaving; losing only what it holds is not. */
function losesAccount(kinds: ReadonlySet<ChangeKind>): boolean {
  return kinds.has("disable-account") || kinds.has("delete-account") || kinds.has("end-sessions");
}
