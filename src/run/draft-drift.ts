import { didYouMean } from "../document/nearest.ts";
import type { DriftedChange, DriftReport } from "../model/drift.ts";
import { RollcallError } from "../model/error.ts";
import { revertMarkdown } from "../report/drift-issue.ts";
import { type AdoptWish, draftAdopt } from "./draft-adopt.ts";
import type { Draft } from "./draft-edits.ts";
import { findDrift } from "./find-drift.ts";
import type { Scope, World } from "./world.ts";

/** What is to become of drift; `keys` are those of changes, with commas between them, null: of all there is. */
export type DriftWish =
  | ({ readonly kind: "adopt"; readonly keys: string | null } & Omit<AdoptWish, "changes">)
  | { readonly kind: "revert"; readonly keys: string | null };

/**
 * Looks for drift, and drafts what adopts it, or a proposal without edits that says what the next apply puts back; writes nothing. Throws
 * `input-invalid` for a key that no drifted change has.
 */
export async function draftDrift(world: World, scope: Scope, wish: DriftWish): Promise<Draft> {
  const found = await findDrift(world, scope);
  if (found.kind === "invalid") return found;
  const changes = wish.keys === null ? found.report.drift : chosen(found.report, wish.keys);
  if (changes.length === 0) return { kind: "unchanged", remarks: ["nothing was changed by hand"] };
  return wish.kind === "adopt" ? draftAdopt(world, scope, { ...wish, changes }) : draftRevert(changes);
}

function draftRevert(changes: readonly DriftedChange[]): Draft {
  const number = changes.length === 1 ? "1 change" : `${changes.length} changes`;
  return {
    ...{ kind: "drafted", edits: [], title: `Put back ${number} made by hand`, reason: null, remarks: [] },
    topic: { words: ["put-back"], wish: { keys: changes.map(({ change }) => change.key) } },
    details: revertMarkdown(changes),
  };
}

/** A key may hold commas itself: the longest one that fits is meant. */
function chosen(report: DriftReport, text: string): readonly DriftedChange[] {
  const byLength = report.drift.toSorted((a, b) => b.change.key.length - a.change.key.length);
  const found: DriftedChange[] = [];
  for (let rest = text; rest !== ""; ) {
    const next = byLength.find(({ change: { key } }) => rest === key || rest.startsWith(`${key},`));
    if (next === undefined) throw noSuchKey(report, rest);
    if (!found.includes(next)) found.push(next);
    rest = rest.slice(next.change.key.length + 1);
  }
  return report.drift.filter((each) => found.includes(each));
}

function noSuchKey({ drift, pending }: DriftReport, rest: string): RollcallError {
  const isPending = pending.find(({ change: { key } }) => rest === key || rest.startsWith(`${key},`));
  if (isPending !== undefined)
    return new RollcallError(
      "input-invalid",
      `${isPending.change.key} is pending, and nobody's hand: rollcall apply makes it`,
    );
  const name = rest.split(",")[0] ?? rest;
  const keys = drift.map(({ change }) => change.key);
  const hint = didYouMean(name, keys) ?? "rollcall drift lists the keys of what was changed by hand";
  return new RollcallError(
    "input-invalid",
    `nothing that was changed by hand has the key ${JSON.stringify(name)}: ${hint}`,
  );
}
