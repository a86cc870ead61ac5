import type { Dialect } from "../dialect.ts";
import { isList, type Json } from "../json.ts";
import { isOnMembers } from "../patch/limits.ts";
import type { Remark } from "./finding.ts";
import type { Step } from "./patch.ts";

/** What there is to say of the changes that one PATCH makes to the members of a group. */
export function* lintMembers(steps: readonly Step[], { members }: Dialect): Generator<Remark> {
  const moves = steps.filter(({ path }) => isOnMembers({ path: typeof path === "string" ? path : null })).map(moveOf);
  if (moves.length === 0) return;
  const removed = moves.reduce((sum, { op, count }) => sum + (op === "remove" ? count : 0), 0);
  const changed = moves.reduce((sum, { count }) => sum + count, 0);
  if (members.maxPerPatch !== null && changed > members.maxPerPatch) {
    yield { rule: "dialect-member-cap", message: `more than ${members.maxPerPatch} memberships in one request` };
  }
  if (members.maxRemovals !== null && removed > members.maxRemovals) {
    yield { rule: "dialect-member-removals", message: `more than ${members.maxRemovals} removal in one request` };
  }
  if (members.maxOperations !== null && moves.length > members.maxOperations) {
    yield { rule: "dialect-member-mixed", message: `more than ${members.maxOperations} operation on members` };
  }
  if (!members.mixed && moves.length < steps.length) {
    yield { rule: "dialect-member-mixed", message: "members change together with something else" };
  }
  if (!members.replaceAllowed && moves.some(({ isWhole }) => isWhole)) {
    yield { rule: "dialect-member-replace", message: "all members are replaced or removed at once" };
  }
  if (!members.removeByValue && moves.some(({ op, isByValue }) => op === "remove" && isByValue)) {
    yield { rule: "dialect-member-value", message: "members are removed by a list of values" };
  }
}

/** What one operation does to members. */
interface Move {
  readonly op: string;
  readonly count: number;
  readonly isWhole: boolean;
  readonly isByValue: boolean;
}

function moveOf({ op, path, value = null }: Step): Move {
  const name = typeof op === "string" ? op.toLowerCase() : "";
  const filter = typeof path === "string" && path.includes("[") ? path : null;
  const isByValue = value !== null;
  const isWhole = filter === null && (name === "replace" || (name === "remove" && !isByValue));
  return { op: name, count: filter === null ? countOf(value) : namedIn(filter), isWhole, isByValue };
}

function countOf(value: Json): number {
  return isList(value) ? value.length : value === null ? 0 : 1;
}

function namedIn(filter: string): number {
  return filter.match(/\bvalue\s+eq\b/gi)?.length ?? 1;
}
