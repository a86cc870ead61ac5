import type { Halt } from "../apply/health.ts";
import type { ApplySettings } from "../model/apply-settings.ts";
import { RollcallError } from "../model/error.ts";
import type { RunRecord } from "../model/manifest.ts";
import { HttpFailure } from "../ports/http.ts";
import type { Recorded } from "./open-ledger.ts";
import type { RunWorld } from "./world.ts";

/** What somebody is called for. */
export interface Alarm {
  readonly halt: Halt;
  readonly record: RunRecord;
  readonly recorded: Recorded;
}

/** Tells whoever `apply.alarm` names of a halt, at most three times; never throws: an alarm that fails is said, and no reason to fail. */
export async function raiseAlarm(
  world: RunWorld,
  { settings }: { readonly settings: Pick<ApplySettings, "alarm"> },
  alarm: Alarm,
): Promise<void> {
  if (settings.alarm === null) return;
  try {
    const text = typeof settings.alarm === "string" ? settings.alarm : await world.secret(settings.alarm);
    await post(world, addressOf(text), bodyOf(alarm));
    world.emit({ kind: "alarm-raised" });
  } catch (error) {
    world.emit({ kind: "alarm-failed", reason: reasonOf(error) });
  }
}

const tries = 3;
const limits = { deadline: 10_000, maxBytes: 65_536, connections: 1, network: "private" } as const;

async function post(world: RunWorld, url: URL, body: string): Promise<void> {
  const http = world.openHttp(url.origin, limits);
  const headers = { "content-type": "application/json", accept: "application/json" };
  const path = `${url.pathname}${url.search}`;
  const { signal } = new AbortController();
  try {
    for (let attempt = 1; ; attempt += 1) {
      const fault = await http.send({ method: "POST", path, headers, body, signal }).then(
        ({ status }) => (status < 300 ? null : `it answered ${status}`),
        (error: unknown) => reasonOf(error),
      );
      if (fault === null) return;
      if (attempt === tries) throw new RollcallError("application-unreachable", fault);
      await world.clock.sleep(500 * 2 ** attempt);
    }
  } finally {
    await http.close();
  }
}

/** No personal data: counts, and where the ledger has the rest. */
function bodyOf({ halt, record, recorded }: Alarm): string {
  return JSON.stringify({
    format_version: "1.0",
    kind: "halted",
    cause: halt.kind,
    organization: record.organization,
    run: record.run,
    sequence: recorded.sequence,
    ring: halt.ring,
    reason: halt.reason,
    counts: record.counts,
    at: record.finished,
  });
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return url;
  throw new RollcallError("input-invalid", "apply.alarm is no https address");
}

function reasonOf(error: unknown): string {
  if (error instanceof RollcallError) return error.message;
  return error instanceof HttpFailure ? `its server cannot be reached (${error.kind})` : "an unexpected error";
}
