import { formatInstant, parseMoment } from "../document/instant.ts";
import { compareText } from "../model/compare.ts";
import type { DriftedChange } from "../model/drift.ts";
import { RollcallError } from "../model/error.ts";
import type { FileEdit } from "../model/file-edit.ts";
import type { Instant } from "../model/instant.ts";
import { type Adoption, adopt } from "../plan/adopt.ts";
import { type Base, type Draft, openBase, settleDraft, textAt } from "./draft-edits.ts";
import { endNow, endText, fileOfMonth, withAssignment, withoutAssignments } from "./edit-assignments.ts";
import type { FilesWorld } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** What is to be adopted, and why. */
export interface AdoptWish {
  readonly changes: readonly DriftedChange[];
  readonly reason: string;
  /** A date, which counts to its end, or an instant; null: for ever or, of a role with a longest time, as long as that. */
  readonly until: string | null;
}

/**
 * Assignments that make what was done by hand what the files say; writes nothing. What cannot be adopted is a remark with its reason.
 * Throws `input-invalid` for an end that is none.
 */
export async function draftAdopt(world: FilesWorld, scope: Scope, wish: AdoptWish): Promise<Draft> {
  const base = await openBase(world, scope);
  if (base.kind === "invalid") return base;
  refuseUnlessEnd(wish, base.at);
  const keys = wish.changes.map(({ change }) => change.key);
  const adoption = adopt(
    base.organization,
    wish.changes.map(({ change }) => change),
    base.at,
  );
  const left = adoption.left.map(({ key, reason }) => `${key} cannot be adopted: ${reason}`);
  const adopted = keys.length - adoption.left.length;
  if (adoption.give.length + adoption.end.length === 0) return { kind: "unchanged", remarks: left };
  return settleDraft(base, {
    edits: await editsOf(base, adoption, wish),
    title: `Adopt ${adopted === 1 ? "1 change" : `${adopted} changes`} made by hand`,
    reason: wish.reason,
    topic: { words: ["adopt"], wish: { keys, reason: wish.reason, until: wish.until } },
    remarks: [...adoption.end.map((each) => endText(each, endNow(base.at))), ...left],
  });
}

function refuseUnlessEnd({ until }: AdoptWish, at: Instant): void {
  const moment = until === null ? null : parseMoment(until, "end");
  if (until === null || (moment !== null && moment > at)) return;
  throw new RollcallError("input-invalid", `--until ${until} is no day or time to come: write 2026-11-30`);
}

/** Ends first: what is added goes behind everything and moves nothing. */
async function editsOf(base: Base, { give, end }: Adoption, wish: AdoptWish): Promise<readonly FileEdit[]> {
  const edits = new Map<string, FileEdit>();
  for (const path of [...new Set(end.map(({ at }) => at.file))].sort()) {
    const before = (await textAt(base.tree, path)) ?? "";
    const after = await withoutAssignments({ path, text: before }, end, endNow(base.at));
    edits.set(path, { path, before, after });
  }
  const path = fileOfMonth(base.at);
  for (const { person, role } of give) {
    const known = edits.get(path) ?? (await untouched(base, path));
    const until = wish.until ?? (role.maxDuration === null ? null : longest(base.at, role.maxDuration));
    const assignment = { person, role: role.name, from: null, until, reason: wish.reason, kind: "standard" } as const;
    edits.set(path, { ...known, after: withAssignment(known.after, assignment, role, base.at) });
  }
  return [...edits.values()].sort((a, b) => compareText(a.path, b.path));
}

async function untouched({ tree }: Base, path: string): Promise<FileEdit> {
  const text = await textAt(tree, path);
  return { path, before: text, after: text };
}

/** From the minute in which it begins. */
function longest(at: Instant, duration: number): string {
  const begin = Date.parse(`${at.slice(0, 16)}:00Z`);
  return `${formatInstant(begin + duration).slice(0, 16)}Z`;
}
