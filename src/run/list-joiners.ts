import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { JoinerQueue } from "../model/joiner-queue.ts";
import type { Organization } from "../model/organization.ts";
import { joinerQueue } from "../plan/joiner-queue.ts";
import { judgeJoiners } from "../plan/joiners.ts";
import { resolve } from "../plan/resolve.ts";
import { type Files, readFiles } from "./read-files.ts";
import { readKnownPeople } from "./read-known-people.ts";
import type { Scope, World } from "./world.ts";

/** Held joiners, or what is wrong in the files. */
export type JoinersResult =
  | {
      readonly kind: "listed";
      readonly queue: JoinerQueue;
      readonly organization: Organization;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Reads files, ledger and applications, and says who is held: as the next plan would, without asking policy. */
export async function listJoiners(
  world: World,
  scope: Scope,
  knownOf: (files: Files, organization: Organization) => Promise<ReadonlySet<string>> = (files, organization) =>
    readKnownPeople(world, files, organization),
): Promise<JoinersResult> {
  const files = await readFiles(world, scope);
  const { organization, diagnostics, at } = files;
  if (organization === null) return { kind: "invalid", diagnostics };
  if (organization.joiners === null) {
    const message = "rollcall.yaml names no people.signals, so that nobody is held: docs/joiners.md says how to begin";
    throw new RollcallError("input-invalid", message);
  }
  const known = await knownOf(files, organization);
  const joiners = judgeJoiners(organization, resolve(organization, at), known);
  const queue = joinerQueue(joiners, at, organization.joiners.rules.reviewSla);
  return { kind: "listed", queue, organization, diagnostics };
}
