import { type ApprovalStanding, missingNeeds } from "../model/approval-standing.ts";
import type { ChangeKind } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { Plan } from "../model/plan.ts";
import { count, kindWords } from "./change-words.ts";
import { approvalsOf, countsOf, denialsOf, type PlanVerdict, stopsOf, verdictOf } from "./verdict.ts";

/** Every verdict as a title. */
export const verdictTitles: Readonly<Record<PlanVerdict, string>> = {
  stopped: "stopped by a guard",
  denied: "denied",
  "nothing-to-do": "nothing to do",
  "needs-approval": "needs approval",
  approved: "approved",
  ready: "ready",
};

/** The verdict on a plan in one sentence, with its size; `quote` encodes every name that comes from outside. */
export function verdictSentence(
  plan: Plan,
  quote: (name: string) => string = String,
  standing: ApprovalStanding | null = null,
): string {
  const size = sizeWords(plan);
  switch (verdictOf(plan, standing)) {
    case "stopped":
      return `${size}; stopped by guard ${someOf(stopsOf(plan, standing).map(({ guard }) => quote(guard)))}: none of it will be applied.`;
    case "denied":
      return `${size}; denied by ${someOf([...new Set(denialsOf(plan).map(({ rule }) => quote(rule)))]) || "policy"}.`;
    case "nothing-to-do":
      return isDoubtful(plan) ? "Nothing to do in what could be read." : "Nothing to do.";
    case "needs-approval":
      return `${size}; needs approval by ${missing(plan, quote, standing) || "somebody"}.`;
    case "approved":
      return `${size}; approved by ${approvers(plan, quote)}.`;
    case "ready":
      return `${size}; no approval needed.`;
  }
}

/** How many who join are held, in words; null when nobody is. */
export function heldWords({ findings }: Pick<Plan, "findings">): string | null {
  const held = findings.filter(({ kind }) => kind === "joiner-held").length;
  const blocked = findings.filter(({ kind }) => kind === "joiner-blocked").length;
  if (held + blocked === 0) return null;
  const waiting = held === 0 ? [] : [`${count(held, "joiner")} held for review`];
  return [...waiting, ...(blocked === 0 ? [] : [`${count(blocked, "joiner")} blocked`])].join(", ");
}

function approvers(plan: Plan, quote: (name: string) => string): string {
  return someOf(approvalsOf(plan).map((need) => `${quote(need.from)} (${need.count})`));
}

/** Who has still to agree, and who has to be content first. */
function missing(plan: Plan, quote: (name: string) => string, standing: ApprovalStanding | null): string {
  if (standing === null) return approvers(plan, quote);
  const blocked = standing.blocks.map(({ by }) => `${quote(by)} (asks for changes)`);
  const needed = missingNeeds(standing).map(({ from, required, have }) =>
    have === 0 ? `${quote(from)} (${required})` : `${quote(from)} (${have} of ${required})`,
  );
  return someOf([...blocked, ...needed]);
}

function isDoubtful(plan: Plan): boolean {
  const doubts: readonly Finding["kind"][] = ["listing-untrusted", "unverifiable-membership"];
  return (
    plan.findings.some(({ kind }) => doubts.includes(kind)) ||
    plan.applications.some(({ listing }) => listing === "untrusted")
  );
}

/** How much a plan changes: `32 changes for 5 people in 4 applications`. */
export function sizeWords(plan: Plan): string {
  const { changes, people, applications } = countsOf(plan);
  if (changes === 0) return "No changes";
  return `${count(changes, "change")} for ${count(people, "person", "people")} in ${count(applications, "application")}`;
}

const mostNamed = 8;

/** The first eight names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  const shown = names.slice(0, mostNamed).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** Counts per kind of change, what takes away first: `-`, `4 disabled`. */
export function kindCounts(kinds: Readonly<Partial<Record<ChangeKind, number>>>): readonly KindCount[] {
  return kindOrder.flatMap((kind) => {
    const number = kinds[kind] ?? 0;
    const { sign, one, many } = kindWords[kind];
    return number === 0 ? [] : [{ kind, sign, words: count(number, one, many) }];
  });
}

interface KindCount {
  readonly kind: ChangeKind;
  readonly sign: "+" | "~" | "-";
  readonly words: string;
}

const kindOrder = [
  "delete-account",
  "disable-account",
  "end-sessions",
  "revoke",
  "release-seat",
  "update-account",
  "create-account",
  "enable-account",
  "grant",
  "assign-seat",
] as const satisfies readonly ChangeKind[];
