import { compareText } from "../model/compare.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { Joiner, Joiners } from "../model/joiner.ts";
import type { HeldJoiner, JoinerQueue } from "../model/joiner-queue.ts";

/** The queue of held joiners at an instant. */
export function joinerQueue(joiners: Joiners, at: Instant, reviewSla: Milliseconds): JoinerQueue {
  const held = [...joiners.byPerson.values()].flatMap((joiner) => heldJoiner(joiner, at, reviewSla) ?? []);
  return { at, reviewSla, held: held.sort(compareHeld), clusters: joiners.clusters };
}

function heldJoiner(joiner: Joiner, at: Instant, sla: Milliseconds): HeldJoiner | null {
  const { person, verdict, score, reasons, clusters, since, decision } = joiner;
  if (verdict === "pass") return null;
  const due = since === null ? null : instantAt(Date.parse(since) + sla);
  return {
    ...{ person, verdict, score, reasons, clusters, since },
    ageSeconds: since === null ? null : Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 1000)),
    due,
    isOverdue: decision === null && (due === null || due <= at),
    decidedBy: decision?.by ?? null,
  };
}

/** Overdue is a matter of age, so that the oldest first means those first; the higher score among equals. */
function compareHeld(a: HeldJoiner, b: HeldJoiner): number {
  return (
    Number(a.decidedBy !== null) - Number(b.decidedBy !== null) ||
    compareText(a.since ?? "", b.since ?? "") ||
    b.score - a.score ||
    compareText(a.person, b.person)
  );
}

function instantAt(time: number): Instant {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
