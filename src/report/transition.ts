import { compareText } from "../model/compare.ts";
import type { PlannedChange } from "../model/plan.ts";
import { differences, objectWords } from "./change-words.ts";

/** What somebody had and will have: of an attribute, or in an application. */
export interface Transition {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Before and after of every attribute that changes, sorted by name; the same in several applications counts once. */
export function attributeTransitions(changes: readonly PlannedChange[]): readonly Transition[] {
  const found = new Map<string, Transition>();
  for (const { field, before, after } of changes.flatMap(({ change }) => differences(change))) {
    const transition = { what: field, before: before ?? "", after: after ?? "" };
    found.set(JSON.stringify([field, before, after]), transition);
  }
  return [...found.entries()].toSorted(([a], [b]) => compareText(a, b)).map(([, transition]) => transition);
}

/** Before and after of what is held in each application, sorted by name: only what is lost and what is gained. */
export function holdingTransitions(changes: readonly PlannedChange[]): readonly Transition[] {
  const applications = [...new Set(changes.map(({ change }) => change.application))].toSorted();
  return applications.flatMap((what) => {
    const own = changes.filter(({ change }) => change.application === what);
    const before = own.flatMap((planned) => lost(planned)).toSorted();
    const after = own.flatMap((planned) => gained(planned)).toSorted();
    return before.length + after.length === 0 ? [] : [{ what, before: before.join(", "), after: after.join(", ") }];
  });
}

function lost({ change }: PlannedChange): readonly string[] {
  if (change.kind === "disable-account" || change.kind === "delete-account") return ["account"];
  return change.kind === "revoke" || change.kind === "release-seat" ? [objectWords(change) ?? ""] : [];
}

function gained({ change }: PlannedChange): readonly string[] {
  if (change.kind === "create-account" || change.kind === "enable-account") return ["account"];
  return change.kind === "grant" || change.kind === "assign-seat" ? [objectWords(change) ?? ""] : [];
}
