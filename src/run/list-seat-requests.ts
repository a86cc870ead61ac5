import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { LicensePool, Reserve } from "../model/pool.ts";
import { type SeatRequest, stateOf } from "../model/seat-request.ts";
import type { SeatRequestRow } from "../model/seat-request-row.ts";
import { type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** What was asked of all reserves, or what is wrong in the files. */
export type SeatRequests =
  | { readonly kind: "listed"; readonly requests: readonly SeatRequestRow[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Every request with its state and age, by pool and in the order of its file; calls no application. */
export async function listSeatRequests(world: FilesWorld, scope: Scope): Promise<SeatRequests> {
  const { organization, diagnostics, at } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  return { kind: "listed", requests: organization.pools.flatMap((pool) => rowsOf(pool, at)) };
}

/** The requests of one pool. */
export function rowsOf(pool: LicensePool, at: Instant): readonly SeatRequestRow[] {
  const { reserve } = pool;
  return reserve === null ? [] : pool.requests.map((request) => rowOf({ pool, reserve }, request, at));
}

function rowOf(
  { pool, reserve }: { readonly pool: LicensePool; readonly reserve: Reserve },
  request: SeatRequest,
  at: Instant,
): SeatRequestRow {
  const { id, seats, requested, reason, reference, decision } = request;
  const grant = decision.kind === "granted" ? decision : null;
  return {
    ...{ pool: pool.name, application: pool.seat.application, supplier: reserve.from, id, seats },
    state: stateOf(request, reserve.expires, at),
    requested,
    ageDays: Math.max(0, Math.floor((Date.parse(at) - Date.parse(requested)) / 86_400_000)),
    decided: decision.kind === "open" ? null : decision.decided,
    ...{ granted: grant?.seats ?? null, from: grant?.from ?? null, until: grant?.until ?? null },
    ...{ reason, reference },
  };
}
