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
  const changes = wish.keys === null ? found.report.drift : chosenChanges(found.report, wish.keys);
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

/**
 * The changes that keys with commas between them name; a key may hold commas itself, and the longest one that fits is meant. Throws
 * `input-invalid` for what no drifted change is called.
 */
export function chosenChanges(report: DriftReport, text: string): readonly DriftedChange[] {
  const keys = report.drift.map(({ change }) => change.key).sort((a, b) => b.length - a.length);
  const found = new Set<string>();
  let rest = text;
  do {
    const next = keys.find((key) => rest === key || rest.startsWith(`${key},`));
    if (next === undefined) throw noSuchKey(report, rest);
    found.add(next);
    rest = rest.slice(next.length + 1);
  } while (rest !== "");
  return report.drift.filter(({ change }) => found.has(change.key));
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
