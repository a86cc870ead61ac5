import { FrameWriter } from "./frame-writer.ts";
import type { Lease } from "./held-lease.ts";
import type { Journal } from "./journal.ts";
import type { JournalRecord } from "./journal-record.ts";

/**
 * A journal whose intents are also where the next machine finds them before anything is called: a runner's disk dies with the runner.
 * They go there first, so that who has lost the lease meanwhile has begun nothing that it would look after later, and take for its own.
 * Outcomes follow with the next intents, or at the end. Intents of several applications share one push.
 */
export function withWriteAhead(journal: Journal, lease: Lease, isNew: boolean): Journal {
  const writer = new FrameWriter("at the ledger's remote", publishing(lease));
  const { opened } = journal;
  const late: JournalRecord[] = isNew ? [{ kind: "opened", format_version: "1.0", ...opened }] : [];
  const write = (records: readonly JournalRecord[]) => writer.write([...late.splice(0), ...records]);
  return {
    ...journal,
    intend: async (keys) => {
      await write([{ kind: "intent", keys }]);
      await journal.intend(keys);
    },
    settle: async (outcomes) => {
      await journal.settle(outcomes);
      late.push(...outcomes.map((outcome): JournalRecord => ({ kind: "outcome", outcome })));
    },
    conclude: async (conclusion) => {
      await journal.conclude(conclusion);
      // The ledger says it too: only somebody else's lease is a reason to stop.
      await write([{ kind: "closed", conclusion }]).catch((error: unknown) => {
        if (lease.signal.aborted) throw error;
      });
    },
    close: async () => {
      await writer.close();
      await journal.close();
    },
  };
}

/** The lease as a file that grows at its end. */
function publishing(lease: Lease) {
  let pending: Uint8Array[] = [];
  return {
    append: async (bytes: Uint8Array) => {
      pending.push(bytes);
    },
    sync: async () => {
      const bytes = Buffer.concat(pending);
      pending = [];
      await lease.publish(bytes);
    },
    close: async () => {},
  };
}
