import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Disk } from "../ports/disk.ts";
import { FrameWriter, unwritable } from "./frame-writer.ts";
import { decodeFrames, encodeFrame } from "./journal-frame.ts";
import { type Conclusion, type JournalOpening, type JournalRecord, parseRecord } from "./journal-record.ts";

/** What a journal says of a run so far. */
export interface JournalState {
  /** Who opened it first, and when; null when it is empty. */
  readonly opened: JournalOpening | null;
  /** Newest outcome of each change that has one, by key. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Keys of changes that were begun and whose end is unknown. */
  readonly open: ReadonlySet<string>;
  readonly closed: Conclusion | null;
  /** Commit of the ledger that carries the run; it is over then, for good. */
  readonly recorded: string | null;
}

/** The memory of one run: nothing is called before its intent is durable, nothing is believed before its outcome is. */
export interface Journal {
  readonly run: string;
  /** As first opened: a resumed run keeps its instant and its actor. */
  readonly opened: JournalOpening;
  /** What was there when it was opened. */
  readonly found: JournalState;
  intend(keys: readonly string[]): Promise<void>;
  settle(outcomes: readonly Outcome[]): Promise<void>;
  conclude(conclusion: Conclusion): Promise<void>;
  record(commit: string): Promise<void>;
  close(): Promise<void>;
}

/** Where the journal of a plan lies. */
export function journalPath(stateDirectory: string, planDigest: string): string {
  return `${stateDirectory}/runs/${shortDigest(planDigest)}.journal`;
}

/** Where the plan of a run lies until the run is on the ledger: whoever finds the journal must know what it is about. */
export function planPath(stateDirectory: string, planDigest: string): string {
  return `${stateDirectory}/runs/${shortDigest(planDigest)}.plan.json`;
}

/** Name of the one run of a plan: the same plan never appears twice in the ledger. */
export function runId(planDigest: string): string {
  return `r-${shortDigest(sha256(planDigest))}`;
}

/** Opens the journal of a plan, new or with what an earlier run left. Throws `journal-unusable`. */
export async function openJournal(disk: Disk, path: string, opening: JournalOpening): Promise<Journal> {
  const { state, bytes, end } = await load(disk, path);
  if (state.opened !== null && state.opened.plan !== opening.plan) {
    throw unusable(path, `belongs to the plan ${state.opened.plan}`, "keep every plan's journal under its own name");
  }
  const torn = bytes.length > end;
  try {
    if (torn) await disk.write(path, bytes.slice(0, end), { private: true });
    const writer = new FrameWriter(path, await disk.append(path));
    if (state.opened === null) await writer.write([{ kind: "opened", format_version: "1.0", ...opening }]);
    return journalOn(writer, state.opened ?? opening, state);
  } catch (cause) {
    throw cause instanceof RollcallError ? cause : unwritable(path, cause);
  }
}

/** Reads a journal and changes nothing; null when there is none. Throws `journal-unusable`. */
export async function readJournal(disk: Disk, path: string): Promise<JournalState | null> {
  const { state } = await load(disk, path);
  return state.opened === null ? null : state;
}

/** What the bytes of a journal say; the path is for the message. Throws `journal-unusable`. */
export function parseJournal(bytes: Uint8Array, path: string): JournalState {
  return parse(bytes, path).state;
}

/** Adds to the journal here what another machine knew of the same run and this one does not. */
export async function seedJournal(disk: Disk, path: string, published: Uint8Array): Promise<void> {
  const { payloads, end, state } = parse(published, "published by an earlier machine");
  if (state.opened === null) return;
  const own = await load(disk, path);
  if (own.state.opened === null) return disk.write(path, published.slice(0, end), { private: true });
  const known = (key: string) => own.state.open.has(key) || own.state.outcomes.has(key);
  if ([...state.open, ...state.outcomes.keys()].every(known)) return;
  const news = encodeFrame(payloads.flat().slice(1));
  await disk.write(path, Buffer.concat([own.bytes.slice(0, own.end), news]), { private: true });
}

function journalOn(writer: FrameWriter, opened: JournalOpening, found: JournalState): Journal {
  return {
    run: opened.run,
    opened,
    found,
    intend: (keys) => writer.write([{ kind: "intent", keys }]),
    settle: (outcomes) => writer.write(outcomes.map((outcome) => ({ kind: "outcome", outcome }))),
    conclude: (conclusion) => writer.write([{ kind: "closed", conclusion }]),
    record: (commit) => writer.write([{ kind: "recorded", commit }]),
    close: () => writer.close(),
  };
}

async function load(disk: Disk, path: string) {
  return parse((await disk.read(path)) ?? new Uint8Array(), path);
}

function parse(bytes: Uint8Array, path: string) {
  const frames = decodeFrames(bytes);
  if (frames.kind === "damaged") {
    throw unusable(
      path,
      `is damaged at byte ${frames.at}, in the middle`,
      "restore it from a copy; or move it away and make a new plan, which looks at the applications again",
    );
  }
  const { payloads, end } = frames;
  return { state: fold(payloads.flat(), path), payloads, bytes, end };
}

function fold(payloads: readonly unknown[], path: string): JournalState {
  const outcomes = new Map<string, Outcome>();
  const open = new Set<string>();
  let rest: Pick<JournalState, "opened" | "closed" | "recorded"> = { opened: null, closed: null, recorded: null };
  for (const [index, payload] of payloads.entries()) {
    const record = parseRecord(payload);
    if (record === null || (index === 0) !== (record.kind === "opened")) {
      throw unusable(
        path,
        `has a record ${index + 1} that this version does not know`,
        "use the version that wrote it",
      );
    }
    rest = noted(rest, record);
    if (record.kind === "intent") for (const key of record.keys) open.add(key);
    if (record.kind !== "outcome") continue;
    outcomes.set(record.outcome.key, record.outcome);
    open.delete(record.outcome.key);
  }
  return { ...rest, outcomes, open };
}

function noted(
  state: Pick<JournalState, "opened" | "closed" | "recorded">,
  record: JournalRecord,
): Pick<JournalState, "opened" | "closed" | "recorded"> {
  switch (record.kind) {
    case "opened": {
      const { kind: _kind, format_version: _version, ...opened } = record;
      return { ...state, opened };
    }
    case "intent":
      return { ...state, closed: null };
    case "closed":
      return { ...state, closed: record.conclusion };
    case "recorded":
      return { ...state, recorded: record.commit };
    case "outcome":
      return state;
  }
}

function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 16);
}

function unusable(path: string, what: string, hint: string): RollcallError {
  return new RollcallError("journal-unusable", `the journal ${path} ${what}; ${hint}`);
}
