import type { Diagnostic } from "../model/diagnostic.ts";
import { type ErrorCode, RollcallError } from "../model/error.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Delivery, SeatRequestRow } from "../model/seat-request-row.ts";
import { rowsOf } from "./list-seat-requests.ts";
import { type PostWorld, postJson } from "./post-json.ts";
import { type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** What was sent and what was not; `fault` is the first that went wrong. */
export type Sending =
  | { readonly kind: "done"; readonly deliveries: readonly Delivery[]; readonly fault: ErrorCode | null }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Tells suppliers of every request that is in the state `requested`, each in a POST with a key by which they know it again: sending
 * twice asks once. One that fails keeps none of the others back. Only what is committed is sent: nobody has agreed to the rest.
 */
export async function sendSeatRequests(
  world: FilesWorld & PostWorld & Pick<World, "signal">,
  scope: Scope,
): Promise<Sending> {
  const { organization, diagnostics, at, commit } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  if (commit === null) {
    throw new RollcallError(
      "input-invalid",
      "the files are those of no commit, so that nobody has agreed to ask: commit them, or name one with --ref",
    );
  }
  const deliveries: Delivery[] = [];
  let fault: ErrorCode | null = null;
  for (const pool of organization.pools) {
    for (const row of rowsOf(pool, at).filter(({ state }) => state === "requested")) {
      const { delivery, code } = await deliver(world, organization.name, { pool, row });
      deliveries.push(delivery);
      fault ??= code;
    }
  }
  return { kind: "done", deliveries, fault };
}

async function deliver(
  world: PostWorld & Pick<World, "signal">,
  organization: string,
  { pool, row }: { readonly pool: LicensePool; readonly row: SeatRequestRow },
): Promise<{ readonly delivery: Delivery; readonly code: ErrorCode | null }> {
  const which = { pool: pool.name, id: row.id };
  const to = pool.reserve?.webhook ?? null;
  if (to === null) return { delivery: { kind: "by-hand", ...which }, code: null };
  const key = `reserve.webhook of ${pool.name}`;
  const headers = { "idempotency-key": `${organization}/${pool.name}/${row.id}` };
  try {
    await postJson(world, { to, key, headers, body: bodyOf(organization, row) }, world.signal);
    return { delivery: { kind: "sent", ...which }, code: null };
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code === "aborted") throw error;
    return { delivery: { kind: "failed", ...which, reason: error.message }, code: error.code };
  }
}

/** No personal data: what a reason says is up to whoever writes and reviews it. */
function bodyOf(organization: string, { pool, application, id, seats, requested, reason }: SeatRequestRow): string {
  return JSON.stringify({
    ...{ format_version: "1.0", kind: "seats-requested" },
    ...{ organization, pool, application, id, seats, requested: requested.slice(0, 10), reason },
  });
}
