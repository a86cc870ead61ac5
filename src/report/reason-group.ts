import type { PlannedChange } from "../model/plan.ts";
import { becauseWords, differences, differenceWords, kindWords, objectWords, reasonWords } from "./change-words.ts";

/** Changes of one person with the same reason; null when the reasons are those of the person's other changes. */
export interface ReasonGroup {
  readonly because: string | null;
  readonly rows: readonly SameChange[];
}

/** The same thing done in several applications, judged the same way. */
export interface SameChange {
  readonly first: PlannedChange;
  readonly applications: readonly string[];
  /** What is granted, seated or altered; empty when it is the account as a whole. */
  readonly object: string;
}

/** Changes of one person by reason, so that a reason is read once; new accounts that only follow from grants come first. */
export function reasonGroups(changes: readonly PlannedChange[]): readonly ReasonGroup[] {
  const reasons = new Set(changes.filter((each) => !isNewAccount(each)).flatMap(reasonsOf));
  const follows = (planned: PlannedChange): boolean =>
    isNewAccount(planned) && reasonsOf(planned).every((reason) => reasons.has(reason));
  const groups = new Map<string | null, PlannedChange[]>();
  for (const planned of changes) {
    const because = follows(planned) ? null : becauseWords(planned.change.because);
    const group = groups.get(because);
    if (group === undefined) groups.set(because, [planned]);
    else group.push(planned);
  }
  return [...groups].map(([because, group]) => ({ because, rows: together(group) }));
}

function isNewAccount({ change }: PlannedChange): boolean {
  return change.kind === "create-account";
}

function reasonsOf({ change }: PlannedChange): readonly string[] {
  return change.because.map(reasonWords);
}

function together(changes: readonly PlannedChange[]): readonly SameChange[] {
  const found = new Map<string, SameChange>();
  for (const planned of changes) {
    const { change, decision } = planned;
    const object = objectWords(change) ?? differences(change).map(differenceWords).join(", ");
    const rules = [decision.denials, decision.approvals, decision.warnings].map((hits) => hits.map(({ rule }) => rule));
    const key = JSON.stringify([kindWords[change.kind].verb, object, change.irreversible, decision.verdict, rules]);
    const known = found.get(key);
    const applications = [...(known?.applications ?? []), change.application];
    found.set(key, { first: known?.first ?? planned, applications, object });
  }
  return [...found.values()];
}
