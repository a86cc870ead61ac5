import { formatDuration, formatInstant, millisecondsOf } from "../../document/instant.ts";
import type { AuditAnswer, AuditPeriod } from "../../model/audit-report.ts";
import type { Instant, Milliseconds } from "../../model/instant.ts";
import type { Version, Versions } from "../../model/versions.ts";
import { type AuditedRecord, isWithin, type Question } from "./audited-record.ts";
import { detail, many, number, tableOf, text } from "./table.ts";

/** `until`: up to when there should have been records. */
export interface KeysQuery {
  readonly period: AuditPeriod;
  readonly silence: Milliseconds;
  readonly until: Instant;
}

interface KeyRow {
  readonly sequence: number;
  readonly at: Instant;
  readonly what: string;
  readonly who: string;
  readonly detail: string;
  readonly actor: string;
}

interface VersionRow {
  readonly of: keyof Versions;
  readonly sequence: number;
  readonly recorded: Instant;
  readonly version: Version;
}

interface SignerRow {
  readonly principal: string;
  readonly key: string;
  readonly first: Pick<AuditedRecord, "sequence" | "recorded">;
  last: Pick<AuditedRecord, "sequence" | "recorded">;
  records: number;
}

interface Silence {
  readonly after: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** Which keys and policies were in force, who signed, and where the ledger was silent. */
export class Keys implements Question {
  readonly #query: KeysQuery;
  readonly #events: KeyRow[] = [];
  readonly #versions: VersionRow[] = [];
  readonly #signers = new Map<string, SignerRow>();
  readonly #silences: Silence[] = [];
  #before: AuditedRecord | null = null;
  #heartbeats = 0;

  constructor(query: KeysQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    const before = this.#before;
    this.#before = record;
    const { period } = this.#query;
    if (period.to !== null && record.recorded >= period.to) {
      this.#before = before;
      return;
    }
    if (!isWithin(period, record.recorded)) return;
    if (before !== null) this.#listen(before, record.recorded);
    this.#noteVersions(before?.versions ?? null, record);
    this.#noteSigner(record);
    if ("event" in record && record.event.kind === "heartbeat") this.#heartbeats += 1;
    this.#events.push(...keyRows(record));
  }

  answer(): AuditAnswer {
    if (this.#before !== null) this.#listen(this.#before, this.#query.until);
    const returned = this.#versions.filter(({ version }) => version.returns !== undefined);
    const silence = formatDuration(this.#query.silence);
    const signers = [...this.#signers.values()];
    return {
      ...{ question: "keys", title: "Keys, policies and silences", asked: { silence } },
      said: [
        `${many(this.#silences.length, "time")} the ledger was silent for longer than ${silence}; ${many(this.#heartbeats, "heartbeat")} said that there was nothing to do.`,
        `${many(signers.length, "key")} signed; ${many(this.#events.length, "event")} told of keys that came, went or were destroyed.`,
        `Policies and signers changed ${many(this.#versions.length, "time")}; ${returned.length} of these brought back what had been replaced.`,
      ],
      exceptions: this.#silences.length + returned.length,
      tables: [
        tableOf("events", "Keys that came, went or were destroyed", eventColumns, this.#events),
        tableOf("versions", "Versions of policies and signers", versionColumns, this.#versions),
        tableOf("signers", "Who signed", signerColumns, signers),
        tableOf("silences", "Silences", silenceColumns, this.#silences),
      ],
      unknown: ["Who holds a private key, and who else may have a copy of it, the ledger cannot know."],
    };
  }

  #listen(before: AuditedRecord, until: Instant): void {
    if (millisecondsOf(until) - millisecondsOf(before.recorded) > this.#query.silence)
      this.#silences.push({ after: before.sequence, from: before.recorded, to: until });
  }

  #noteVersions(before: Versions | null, { versions, sequence, recorded }: AuditedRecord): void {
    for (const of of ["policies", "signers"] as const) {
      const version = versions[of];
      if (version !== null && version.version !== before?.[of]?.version)
        this.#versions.push({ of, sequence, recorded, version });
    }
  }

  #noteSigner({ signer, sequence, recorded }: AuditedRecord): void {
    const id = `${signer.principal}\n${signer.key}`;
    const here = { sequence, recorded };
    const row = this.#signers.get(id) ?? { ...signer, first: here, last: here, records: 0 };
    row.last = here;
    row.records += 1;
    this.#signers.set(id, row);
  }
}

function keyRows(record: AuditedRecord): readonly KeyRow[] {
  if (!("event" in record)) return [];
  const { sequence, event } = record;
  const { at, actor } = event;
  if (event.kind === "key-event")
    return [
      { sequence, at, what: event.event, who: event.principal, detail: `${event.key} from ${event.from}`, actor },
    ];
  if (event.kind === "erasure")
    return [
      { sequence, at, what: "erasure", who: event.person, detail: `${event.reason}: ${event.keys.join(", ")}`, actor },
    ];
  return [];
}

const eventColumns = [
  number<KeyRow>("record", "Record", ({ sequence }) => sequence),
  text<KeyRow>("at", "At", ({ at }) => at),
  text<KeyRow>("what", "What", ({ what }) => what),
  text<KeyRow>("whose", "Whose", ({ who }) => who),
  text<KeyRow>("detail", "Key", ({ detail }) => detail),
  text<KeyRow>("actor", "Recorded by", ({ actor }) => actor),
];

const versionColumns = [
  text<VersionRow>("of", "Of", ({ of }) => of),
  number<VersionRow>("record", "First in record", ({ sequence }) => sequence),
  text<VersionRow>("recorded", "Recorded", ({ recorded }) => recorded),
  number<VersionRow>("version", "Version", ({ version }) => version.version),
  number<VersionRow>("returns", "Brings back", ({ version }) => version.returns ?? null),
  detail(text<VersionRow>("digest", "Digest", ({ version }) => version.digest)),
];

const signerColumns = [
  text<SignerRow>("principal", "Signer", ({ principal }) => principal),
  text<SignerRow>("key", "Key", ({ key }) => key),
  number<SignerRow>("first", "First record", ({ first }) => first.sequence),
  text<SignerRow>("first_recorded", "Recorded", ({ first }) => first.recorded),
  number<SignerRow>("last", "Last record", ({ last }) => last.sequence),
  text<SignerRow>("last_recorded", "Recorded", ({ last }) => last.recorded),
  number<SignerRow>("records", "Records", ({ records }) => records),
];

const silenceColumns = [
  number<Silence>("after", "After record", ({ after }) => after),
  text<Silence>("from", "From", ({ from }) => from),
  text<Silence>("to", "To", ({ to }) => to),
  text<Silence>("length", "Length", ({ from, to }) => lengthWords(millisecondsOf(to) - millisecondsOf(from))),
];

/** `1 day 03:00:00`. */
function lengthWords(length: Milliseconds): string {
  const days = Math.floor(length / 86_400_000);
  return `${days === 0 ? "" : `${many(days, "day")} `}${formatInstant(length % 86_400_000).slice(11, 19)}`;
}
