import { join } from "node:path";
import type { FileBytes } from "../desired/files.ts";
import { readKind } from "../desired/read-kind.ts";
import { requestsKind } from "../desired/requests-file.ts";
import { didYouMean } from "../document/nearest.ts";
import { appendEntry } from "../document/yaml-append.ts";
import type { NewEntry } from "../document/yaml-places.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { LicensePool } from "../model/pool.ts";
import { mostGranted, stateOf } from "../model/seat-request.ts";
import { type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** What somebody wants to ask a reserve for. */
export interface SeatWish {
  readonly pool: string;
  readonly seats: number;
  readonly reason: string;
}

/** The file as it would be, or what keeps it from being written. */
export type DraftResult =
  | { readonly kind: "drafted"; readonly path: string; readonly id: string; readonly text: string }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** The file of a pool's requests with one more; writes nothing. Throws `input-invalid` when the reserve cannot be asked for that. */
export async function draftSeatRequest(world: FilesWorld, scope: Scope, wish: SeatWish): Promise<DraftResult> {
  if (scope.ref !== null) {
    throw new RollcallError("input-invalid", "a request goes into the working directory: leave --ref out");
  }
  const { organization, diagnostics, at } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  const { pools } = organization;
  const pool = pools.find(({ name }) => name === wish.pool);
  if (pool === undefined) {
    const names = pools.map(({ name }) => name);
    const hint = didYouMean(wish.pool, names) ?? `there are: ${names.join(", ")}`;
    throw new RollcallError("input-invalid", `there is no pool ${JSON.stringify(wish.pool)}: ${hint}`);
  }
  const fault = askingFault(pool, wish.seats, at);
  if (fault !== null) throw new RollcallError("input-invalid", fault);
  const path = `pools/requests/${pool.name}.yaml`;
  const entry = entryOf(pool, wish, at);
  const before = await world.disk.read(join(world.root, path));
  const text = appendEntry(before === null ? "" : new TextDecoder().decode(before), entry);
  const wrong = await faultsOf({ path, bytes: new TextEncoder().encode(text) });
  return wrong.length > 0 ? { kind: "invalid", diagnostics: wrong } : { kind: "drafted", path, id: entry.id, text };
}

/** Writes a draft into the working directory. */
export async function writeSeatRequest(
  world: FilesWorld,
  { path, text }: Extract<DraftResult, { kind: "drafted" }>,
): Promise<void> {
  await world.disk.write(join(world.root, path), new TextEncoder().encode(text));
}

/** Why the reserve cannot be asked for so many; null: it can. */
function askingFault({ name, reserve, requests, at: written }: LicensePool, seats: number, at: Instant): string | null {
  if (reserve === null) return `${name} has no reserve to ask for: write reserve: { seats, from } in ${written.file}`;
  const open = requests.find((request) => stateOf(request, reserve.expires, at) === "requested");
  if (open !== undefined) {
    return `${open.id} asks ${reserve.from} for ${open.seats} already: write what came of it before you ask again`;
  }
  const left = reserve.seats - mostGranted(requests, at);
  return seats <= left ? null : `${reserve.from} has ${Math.max(0, left)} more in reserve for ${name}, not ${seats}`;
}

function entryOf(
  { requests }: LicensePool,
  { seats, reason }: SeatWish,
  at: Instant,
): NewEntry & { readonly id: string } {
  const day = at.slice(0, 10);
  const taken = new Set(requests.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${day}-${number}`)) number += 1;
  return { id: `${day}-${number}`, seats, state: "requested", requested: day, reason };
}

/** A reason may be no text that a file may hold. */
async function faultsOf(file: FileBytes): Promise<readonly Diagnostic[]> {
  return (await readKind([file], requestsKind)).flatMap(({ diagnostics }) => diagnostics);
}
