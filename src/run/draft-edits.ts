import { loadOrganization } from "../desired/load.ts";
import { quoted } from "../document/diagnose.ts";
import { inOrder } from "../document/diagnostic-order.ts";
import { decodeWhole, editedTree } from "../document/edited-tree.ts";
import { didYouMean } from "../document/nearest.ts";
import type { Tree } from "../document/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { FileEdit } from "../model/file-edit.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { PoolEffect } from "../model/pool-effect.ts";
import type { Role } from "../model/role.ts";
import { errorsOf, type FilesWorld, openTree, readFiles } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** What an edit of the files comes to; nothing is written yet. */
export type Draft =
  | DraftedEdits
  /** It is so already. */
  | { readonly kind: "unchanged"; readonly remarks: readonly string[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Edits of files that together are right, and what they are called. */
export interface DraftedEdits {
  readonly kind: "drafted";
  readonly edits: readonly FileEdit[];
  /** One line, for a commit: `Grant it-admin to e1042`. */
  readonly title: string;
  /** Why, for the commit; null where the files themselves say it, or nobody did. */
  readonly reason: string | null;
  /** The same for the same wish: names the branch that proposes it. */
  readonly topic: Topic;
  /** What somebody should know who reads the diff. */
  readonly remarks: readonly string[];
  /** Of an edit of a pool: what it does to seats. */
  readonly effect?: PoolEffect;
  /** Markdown for the text of the pull request, every text from outside escaped. */
  readonly details?: string;
}

/** What is wished, in words for a name and as data. */
export interface Topic {
  readonly words: readonly string[];
  readonly wish: Readonly<Record<string, string | readonly string[] | null>>;
}

/** Files before an edit. */
export interface Base {
  readonly kind: "base";
  readonly organization: Organization;
  readonly at: Instant;
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
}

/** The files that are edited; those of a commit when the scope names one. */
export async function openBase(
  world: FilesWorld,
  scope: Scope,
): Promise<Base | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] }> {
  const { organization, at, diagnostics } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  return { kind: "base", organization, at, tree: await openTree(world, scope.ref), diagnostics };
}

/** The text of a file; null when there is none. */
export async function textAt(tree: Tree, path: string): Promise<string | null> {
  const bytes = await tree.read(path);
  return bytes === null ? null : decodeWhole(bytes);
}

/** Checks everything as it would be with the edits: a draft that breaks any rule is none. */
export async function settleDraft(
  base: Base,
  draft: Omit<DraftedEdits, "kind" | "effect">,
  effectOf?: (after: Organization) => PoolEffect,
): Promise<Draft> {
  const { organization, diagnostics } = await loadOrganization(editedTree(base.tree, draft.edits), base.at);
  if (organization === null) return { kind: "invalid", diagnostics: inOrder(errorsOf(diagnostics)) };
  const known = new Set(base.diagnostics.map(sentenceOf));
  // That an assignment is over is no news to who ends it.
  const fresh = diagnostics.filter((each) => !known.has(sentenceOf(each)) && each.code !== "assignment-over");
  const remarks = fresh.map(({ message, at, hint }) => {
    return `${at.file}:${at.line}: ${message}${hint === undefined ? "" : `: ${hint}`}`;
  });
  const effect = effectOf === undefined ? {} : { effect: effectOf(organization) };
  return { kind: "drafted", ...draft, ...effect, remarks: [...draft.remarks, ...remarks] };
}

/** Lines move, so that a place says nothing of whether a remark is new. */
function sentenceOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

/** Somebody on the roster by id or user name; throws with the nearest name when there is nobody. */
export function personNamed({ people }: Organization, name: string): Person {
  const found = people.find(({ id, userName }) => id === name || userName === name.toLowerCase());
  if (found !== undefined) return found;
  const names = people.flatMap(({ id, userName }) => [id, userName]);
  const hint = didYouMean(name, names) ?? "rollcall.yaml names the roster under people.path";
  throw new RollcallError("input-invalid", `nobody on the roster has the id or user name ${quoted(name)}: ${hint}`);
}

/** A role by its name; throws with the nearest name when there is none. */
export function roleNamed({ roles }: Organization, name: string): Role {
  const found = roles.find((role) => role.name === name);
  if (found !== undefined) return found;
  const hint =
    didYouMean(
      name,
      roles.map((role) => role.name),
    ) ?? "ls roles/ shows those there are";
  throw new RollcallError("input-invalid", `there is no role ${quoted(name)}: ${hint}`);
}
