import { readRuns } from "../audit/read.ts";
import type { Person } from "../model/person.ts";
import type { ReviewQueue } from "../model/queue.ts";
import { QueueReader } from "./queue-reader.ts";
import { openLedgerOf } from "./read-ledger.ts";
import type { Scope, World } from "./world.ts";

/** What runs tried in vain and what has not succeeded since, from the ledger alone: no application is asked. */
export async function listQueue(
  world: World,
  scope: Scope,
): Promise<{ readonly queue: ReviewQueue; readonly people: readonly Person[] }> {
  const { git, branch, files } = await openLedgerOf(world, scope);
  const reader = new QueueReader();
  for await (const run of readRuns(git, branch)) reader.add(run);
  return { queue: reader.queue(files.at), people: files.organization?.people ?? [] };
}
