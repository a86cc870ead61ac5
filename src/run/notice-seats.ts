import { join } from "node:path";
import { noticesFolder, noticesText } from "../desired/notice-file.ts";
import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { PoolNotices, UnusedSeats } from "../model/unused-seats.ts";
import { dayEnd } from "../plan/reclaim-day.ts";
import { makePlan } from "./make-plan.ts";
import type { Scope, World } from "./world.ts";

/** Who is to be told that an unused seat goes back, pool by pool; or what keeps that from being found out. */
type NoticesResult =
  | {
      readonly kind: "found";
      readonly at: Instant;
      readonly pools: readonly PoolNotices[];
      readonly organization: Organization;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Reads files and applications, and says what the files of notices should hold; writes them only when asked to. */
export async function noticeSeats(world: World, scope: Scope, options: { write: boolean }): Promise<NoticesResult> {
  if (options.write && scope.ref !== null) {
    throw new RollcallError("input-invalid", "--write changes the working directory: leave --ref out");
  }
  const result = await makePlan(world, scope);
  if (result.kind === "invalid") return result;
  const { organization, unused, diagnostics } = result;
  const { at } = result.plan.basis;
  const pools = unused.map((pool) => ({ ...pool, file: fileOf(organization, pool, at) }));
  if (options.write) for (const { file } of pools) if (file !== null) await write(world, file);
  return { kind: "found", at, pools, organization, diagnostics };
}

/** What a pool's file should say; null when it should stay as it is. */
function fileOf({ notices }: Organization, { pool, isReadable, due, spent }: UnusedSeats, at: Instant) {
  if (!isReadable || due.length + spent.length === 0) return null;
  const gone = new Set(spent.map(({ notice }) => notice));
  const kept = notices.filter((notice) => notice.pool === pool && !gone.has(notice));
  const added = due.map((notice) => ({ ...notice, noticed: dayEnd(at), keepUntil: null }));
  const all = [...kept, ...added].sort((a, b) => compareText(a.person, b.person));
  return { path: `pools/${noticesFolder}/${pool}.yaml`, text: all.length === 0 ? null : noticesText(all) };
}

async function write(world: World, { path, text }: { path: string; text: string | null }): Promise<void> {
  const place = join(world.root, path);
  if (text === null) await world.disk.remove(place);
  else await world.disk.write(place, new TextEncoder().encode(text));
}
