import { parseRatio } from "../document/instant.ts";
import type { Written } from "../document/validate.ts";
import type { ApplySettings, Ring } from "../model/apply-settings.ts";
import type { applySchema } from "./config-apply-schema.ts";
import { readUrl } from "./config-url.ts";
import { type Conversion, readDuration, refuse } from "./conversion.ts";

/** How plans are applied, with what is left out filled in. */
export function readApply(conversion: Conversion, written: Written<typeof applySchema> = {}): ApplySettings {
  const { gate, surge, alarm, rollout = [] } = written;
  return {
    lease: readLease(conversion, written.lease ?? "5m"),
    rollout: rollout.map(readRing),
    gate: {
      maxFailures: parseRatio(gate?.maxFailures ?? 0.1) ?? 0,
      pause: gate?.pause === undefined ? 0 : (readDuration(conversion, ["apply", "gate", "pause"], gate.pause) ?? 0),
    },
    rollback: written.rollback ?? "none",
    surge: { failures: parseRatio(surge?.failures ?? 0.3) ?? 0, atLeast: surge?.atLeast ?? 20 },
    alarm: alarm === undefined ? null : readUrl(conversion, ["apply", "alarm"], alarm),
  };
}

/** Requests under way and clocks that differ need a margin; below this there would be nothing left beside it. */
const shortest = 120_000;

function readLease(conversion: Conversion, written: string): number {
  const lease = readDuration(conversion, ["apply", "lease"], written) ?? shortest;
  if (lease < shortest) {
    const message = `a lease of ${written} would be over before a request is`;
    refuse(conversion, ["apply", "lease"], { code: "too-short", message, hint: "write 2m or more: 5m is usual" });
  }
  return lease;
}

function readRing(written: string): Ring {
  if (written === "all") return { kind: "all" };
  if (written.endsWith("%")) return { kind: "share", share: parseRatio(written) ?? 1 };
  return { kind: "people", count: Number.parseInt(written, 10) };
}
