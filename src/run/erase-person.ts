import type { PersonKeys } from "../audit/person-keys.ts";
import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import { type Hold, holdsOn } from "../model/hold.ts";
import type { ErasureEvent } from "../model/ledger-event.ts";
import type { Organization } from "../model/organization.ts";
import { instantOf } from "../ports/clock.ts";
import { openLedger, type Recorded } from "./open-ledger.ts";
import { openPersonKeys } from "./open-person-keys.ts";
import { type Files, readFiles } from "./read-files.ts";
import { standingHolds } from "./standing-holds.ts";
import type { Scope, World } from "./world.ts";

/** What an erasure came to. */
export interface Erased {
  readonly person: string;
  /** Ids of the keys that were destroyed. */
  readonly keys: readonly string[];
  readonly recorded: Recorded;
}

/**
 * Destroys the keys of a person, so that nobody can read what the ledger holds about them, and records that. The record comes first:
 * whoever is interrupted in between gives the same again. Throws `input-invalid` when there is nothing to erase, and
 * `guard-stopped` for who is on hold.
 */
export async function erasePerson(
  world: World,
  scope: Scope,
  request: { readonly person: string; readonly reason: ErasureEvent["reason"] },
): Promise<Erased> {
  const { organization, keys, files } = await openKeys(world, scope);
  const { person, reason } = request;
  const ids = await keys.idsOf(person);
  if (ids.length === 0)
    throw new RollcallError("input-invalid", `there are no keys of ${person}: nothing of theirs is kept encrypted`);
  const [hold] = holdsOn(person, await standingHolds(world, files), instantOf(world.clock));
  if (hold !== undefined) throw onHold(person, hold);
  const ledger = await openLedger(world, organization, { files, personKeys: null });
  const recorded = await ledger.note({
    ...{ kind: "erasure", id: `erasure:${sha256(ids.join(" ")).slice(7, 39)}`, organization: organization.name },
    ...{ actor: world.actor, engine: world.engine, at: instantOf(world.clock), person, keys: ids, reason },
  });
  await keys.destroy(person);
  return { person, keys: ids, recorded };
}

function onHold(person: string, { reason, until, at }: Hold): RollcallError {
  const end = until === null ? "until it is taken away" : `until ${until}`;
  const text = `${person} is on hold for ${reason} (${at.file}:${at.line}) ${end}: nothing of theirs may be erased`;
  return new RollcallError("guard-stopped", text);
}

/** From now on another key seals what is written about a person. Gives its id. */
export async function renewPersonKey(world: World, scope: Scope, person: string): Promise<string> {
  const { keys } = await openKeys(world, scope);
  if ((await keys.idsOf(person)).length === 0)
    throw new RollcallError("input-invalid", `there are no keys of ${person} to renew`);
  return keys.renew(person);
}

/** Opens the files and the keys that they name; throws `input-invalid` when they name none. */
export async function openKeys(
  world: World,
  scope: Scope,
): Promise<{
  readonly organization: Organization;
  readonly keys: PersonKeys;
  readonly files: Files;
}> {
  const files = await readFiles(world, scope);
  const { organization } = files;
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  const keys = await openPersonKeys(world, organization.audit);
  if (keys !== null) return { organization, keys, files };
  throw new RollcallError(
    "input-invalid",
    "rollcall.yaml names no audit.personalData: the ledger keeps no values of people, only digests of them",
  );
}
