import { ledgerRef } from "../audit/layout.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Milliseconds } from "../model/instant.ts";
import type { JoinerQueue } from "../model/joiner-queue.ts";
import type { Organization } from "../model/organization.ts";
import { alertJoiners, type JoinerAlert } from "./alert-joiners.ts";
import { listJoiners } from "./list-joiners.ts";
import type { Files } from "./read-files.ts";
import { readKnownPeople } from "./read-known-people.ts";
import type { World } from "./world.ts";

/** What one look came to. */
export type JoinerLook =
  | { readonly kind: "looked"; readonly queue: JoinerQueue; readonly alert: JoinerAlert }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "failed"; readonly error: RollcallError };

/** How to watch. */
export interface JoinerWatch {
  /** From the beginning of one look to the beginning of the next. */
  readonly every: Milliseconds;
  onLook(look: JoinerLook): void;
}

/**
 * Looks at the files of the working directory again and again, and tells of what is new, until the signal stops it. A look that fails
 * is told, and the next one comes all the same: somebody may be writing the file just now. Applications are read when it begins, after
 * every run of the ledger, and every quarter of an hour: what is new in between is in the files.
 */
export async function watchJoiners(world: World, { every, onLook }: JoinerWatch): Promise<never> {
  const accounts = rememberedPeople(world);
  for (;;) {
    const begun = world.clock.monotonic();
    onLook(await lookOnce(world, accounts));
    await world.clock.sleep(Math.max(0, every - (world.clock.monotonic() - begun)), world.signal);
  }
}

type KnownOf = (files: Files, organization: Organization) => Promise<ReadonlySet<string>>;

async function lookOnce(world: World, knownOf: KnownOf): Promise<JoinerLook> {
  try {
    const found = await listJoiners(world, { ref: null, at: null }, knownOf);
    if (found.kind === "invalid") return found;
    const { queue, organization } = found;
    return { kind: "looked", queue, alert: await alertJoiners(world, organization, queue) };
  } catch (error) {
    world.signal.throwIfAborted();
    if (error instanceof RollcallError) return { kind: "failed", error };
    throw error;
  }
}

const mostAge = 15 * 60_000;

function rememberedPeople(world: World): KnownOf {
  let known: ReadonlySet<string> | null = null;
  let tip: string | null = null;
  let readAt = 0;
  return async (files, organization) => {
    const now = world.clock.monotonic();
    const newest = (await world.git?.resolve(ledgerRef(organization.audit.branch))) ?? null;
    if (known !== null && newest === tip && now - readAt < mostAge) return known;
    known = await readKnownPeople(world, files, organization);
    tip = newest;
    readAt = now;
    return known;
  };
}
