import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Plan, PlannedChange } from "../model/plan.ts";
import type { Source } from "../model/source.ts";
import { count, isDestructive, kindWords, objectWords } from "./change-words.ts";
import { visible } from "./visible.ts";

/** What a line of a file brings about, for whoever reads the line in a pull request. People by id; plain text, no markup. */
export interface PlanAnnotation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** `failure`: policy denies it; `warning`: it takes access away, needs approval, or policy warns; `notice`: all else. */
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

/** Annotations that one check carries at most; what is most severe comes first. */
export const mostAnnotations = 500;

/** Changes that a message names one by one. */
const mostNamed = 20;

/** One annotation for each line and level that causes changes: failures first, then by path and line; all of them. */
export function planAnnotations({ changes }: Pick<Plan, "changes">): readonly PlanAnnotation[] {
  const groups = new Map<string, Group>();
  for (const planned of changes) {
    const level = levelOf(planned);
    for (const at of sourcesOf(planned.change)) {
      const key = JSON.stringify([at.file, at.line, level]);
      const group = groups.get(key) ?? { at, level, changes: [] };
      groups.set(key, group);
      group.changes.push(planned);
    }
  }
  return [...groups.values()].toSorted(compareGroups).map((group) => annotationOf(group));
}

interface Group {
  readonly at: Source;
  readonly level: PlanAnnotation["level"];
  readonly changes: PlannedChange[];
}

const levels = ["failure", "warning", "notice"] as const;

function compareGroups(a: Group, b: Group): number {
  const severity = levels.indexOf(a.level) - levels.indexOf(b.level);
  return severity || compareText(a.at.file, b.at.file) || a.at.line - b.at.line;
}

function levelOf({ change, decision }: PlannedChange): PlanAnnotation["level"] {
  if (decision.verdict === "deny" || decision.denials.length > 0) return "failure";
  const asks = decision.verdict !== "allow" || decision.approvals.length + decision.warnings.length > 0;
  return asks || isDestructive(change) ? "warning" : "notice";
}

/** Each line once, though several roles of it give the same. */
function sourcesOf({ because }: Change): readonly Source[] {
  const found = new Map<string, Source>();
  for (const cause of because) if ("at" in cause) found.set(`${cause.at.file}:${cause.at.line}`, cause.at);
  return [...found.values()];
}

function annotationOf({ at, level, changes }: Group): PlanAnnotation {
  const people = new Set(changes.map(({ change }) => subjectWords(change))).size;
  const size = `${count(changes.length, "change")} for ${count(people, "person", "people")}`;
  const lines = changes.map(({ change }) => changeWords(change)).toSorted();
  const rest = lines.length - mostNamed;
  const message = [
    ...rulesOf(changes),
    ...lines.slice(0, mostNamed),
    ...(rest > 0 ? [`and ${count(rest, "more", "more")}`] : []),
  ].join("\n");
  return { path: at.file, line: at.line, level, title: `${titleOf(level, changes)}: ${size}`, message };
}

function titleOf(level: PlanAnnotation["level"], changes: readonly PlannedChange[]): string {
  if (level === "failure") return "Denied by policy";
  if (level === "notice") return "Changes access";
  if (changes.some(({ change }) => isDestructive(change))) return "Takes access away";
  return changes.some(({ decision }) => decision.approvals.length > 0) ? "Needs approval" : "Policy warns";
}

/** What policy says, each rule once. */
function rulesOf(changes: readonly PlannedChange[]): readonly string[] {
  const said = changes.flatMap(({ decision: { denials, approvals, warnings } }) => [
    ...denials.map(({ rule, message }) => `denied by ${rule}: ${message}`),
    ...approvals.map(({ from, rule, message }) => `needs approval by ${from} (${rule}): ${message}`),
    ...warnings.map(({ rule, message }) => `warning of ${rule}: ${message}`),
  ]);
  return [...new Set(said)].toSorted().slice(0, mostNamed).map(shortened);
}

function changeWords(change: Change): string {
  const what = [kindWords[change.kind].verb, change.application, objectWords(change)].filter(Boolean).join(" ");
  return shortened(`${subjectWords(change)}: ${what}`);
}

function subjectWords({ person, account }: Change): string {
  return person ?? `account ${account ?? "without id"}`;
}

function shortened(text: string): string {
  return visible(text.slice(0, 400));
}
