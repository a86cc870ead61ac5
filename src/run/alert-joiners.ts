import { join } from "node:path";
import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import type { JoinerQueue } from "../model/joiner-queue.ts";
import type { Organization } from "../model/organization.ts";
import { type PostWorld, postJson } from "./post-json.ts";
import type { World } from "./world.ts";

/** What became of an alarm; `held` and `clusters` count what nobody was told of before. */
export type JoinerAlert =
  | { readonly kind: "nothing-new" }
  | { readonly kind: "sent"; readonly held: number; readonly clusters: number };

/** What telling touches. */
export type AlertWorld = PostWorld & Pick<World, "disk" | "state" | "signal">;

/**
 * Posts one alarm for everybody who is newly held and for every cluster that is new, and remembers what was told in
 * `joiner-alerts.json` of the state directory: no trigger is told twice. The key of the post follows from what is new, so that a
 * second machine says the same. Throws RollcallError when it cannot be posted; then nothing counts as told.
 */
export async function alertJoiners(
  world: AlertWorld,
  { name, joiners }: Pick<Organization, "name" | "joiners">,
  queue: JoinerQueue,
): Promise<JoinerAlert> {
  const to = joiners?.alarm ?? null;
  if (to === null) {
    const message = "nobody is named who could be told: write people.alarm or apply.alarm into rollcall.yaml";
    throw new RollcallError("input-invalid", message);
  }
  const path = join(world.state, "joiner-alerts.json");
  const told = toldIn(await world.disk.read(path));
  const current = triggersOf(queue);
  const fresh = [...current].filter((trigger) => !told.has(trigger)).sort();
  if (fresh.length > 0) {
    const headers = { "idempotency-key": `${name}/joiners/${keyOf(fresh.join("\n"))}` };
    const body = JSON.stringify(bodyOf(name, queue, new Set(fresh)));
    await postJson(world, { to, key: "people.alarm (or apply.alarm)", headers, body }, world.signal);
  }
  if (fresh.length > 0 || told.size !== current.size) {
    const text = JSON.stringify({ format_version: "1.0", told: [...current].sort() });
    await world.disk.write(path, new TextEncoder().encode(text), { private: true });
  }
  if (fresh.length === 0) return { kind: "nothing-new" };
  const clusters = fresh.filter((trigger) => trigger.startsWith(clusterPrefix)).length;
  return { kind: "sent", held: fresh.length - clusters, clusters };
}

const clusterPrefix = "cluster/";

/** Who was blocked by hand is no news, and a cluster is one only as long as somebody in it waits. */
function triggersOf({ held }: JoinerQueue): ReadonlySet<string> {
  const waiting = held.filter(({ decidedBy }) => decidedBy === null);
  return new Set([
    ...waiting.map(({ person, verdict }) => `${verdict}/${person}`),
    ...waiting.flatMap(({ clusters }) => clusters.map((id) => `${clusterPrefix}${id}`)),
  ]);
}

/** What cannot be read was never told: an alarm too many rather than one too few. */
function toldIn(bytes: Uint8Array | null): ReadonlySet<string> {
  if (bytes === null) return new Set();
  try {
    const state: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const told = typeof state === "object" && state !== null && "told" in state ? state.told : [];
    return new Set(Array.isArray(told) ? told.filter((trigger): trigger is string => typeof trigger === "string") : []);
  } catch {
    return new Set();
  }
}

function keyOf(text: string): string {
  return sha256(text).slice("sha256:".length, "sha256:".length + 32);
}

/** No personal data: counts, and keys by which clusters are known again. */
function bodyOf(organization: string, { at, held, clusters }: JoinerQueue, fresh: ReadonlySet<string>) {
  const count = (verdict: "review" | "block", isNew: boolean) =>
    held.filter(
      (joiner) =>
        joiner.decidedBy === null && joiner.verdict === verdict && (!isNew || fresh.has(`${verdict}/${joiner.person}`)),
    ).length;
  return {
    ...{ format_version: "1.0", kind: "joiners-held", organization, at },
    held: { review: count("review", false), block: count("block", false) },
    new: { review: count("review", true), block: count("block", true) },
    overdue: held.filter(({ isOverdue }) => isOverdue).length,
    triggers: clusters
      .filter(({ id }) => fresh.has(`${clusterPrefix}${id}`))
      .map(({ kind, id, people, since }) => ({ kind, key: keyOf(id), people: people.length, since })),
  };
}
