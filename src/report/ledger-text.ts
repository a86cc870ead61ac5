import type { Approval } from "../model/approval.ts";
import type {
  AnchorCheck,
  LedgerHead,
  LedgerRun,
  LedgerSummary,
  RecordedEvent,
  Verification,
} from "../model/ledger.ts";
import type { LedgerEvent } from "../model/ledger-event.ts";
import type { ManifestEntry, RunRecord } from "../model/manifest.ts";
import { becauseWords, count, kindWords } from "./change-words.ts";
import { blank, type Ink, ink, type Line, line, render, type TextOptions, table, whole } from "./lines.ts";
import { statusInk, statusOrder } from "./outcome-text.ts";

const conclusionInk: Readonly<Record<RunRecord["conclusion"], Ink>> = {
  completed: "add",
  partial: "warn",
  failed: "remove",
};

/** The ledger, newest first, one line a record: place, time, what it is, in short, actor, commit. */
export function ledgerLogText(records: readonly (LedgerSummary | RecordedEvent)[], options: TextOptions): string {
  if (records.length === 0) return render([line(0, "No run is recorded.")], options);
  const rows = records
    .toSorted((a, b) => b.sequence - a.sequence)
    .map((each) => [
      String(each.sequence),
      ...("event" in each ? eventCells(each.event) : runCells(each.record)),
      ink("faint", each.commit.slice(0, 12)),
    ]);
  return render(table(0, rows), options);
}

function runCells(record: Summary) {
  const { finished, conclusion, actor } = record;
  return [finished, ink(conclusionInk[conclusion], conclusion), countWords(record), actor] as const;
}

function eventCells(event: LedgerEvent) {
  return [event.at, ink("faint", event.kind), eventWords(event), event.actor] as const;
}

/** What an event says, in a few words. */
function eventWords(event: LedgerEvent): string {
  switch (event.kind) {
    case "intent":
      return `${count(event.changes, "change")} of ${event.run}`;
    case "heartbeat":
      return "nothing to change";
    case "key-event":
      return `${event.event} ${event.principal} from ${event.from}`;
    case "erasure":
      return `${count(event.keys.length, "key")} of ${event.person}`;
    case "review":
      return `run ${event.sequence} ${event.verdict}${event.ticket === null ? "" : `, ${event.ticket}`}`;
  }
}

/** What the ledger has at one place, in full. */
export function ledgerRecordText(record: LedgerRun | RecordedEvent, options: TextOptions): string {
  return "event" in record ? ledgerEventText(record, options) : ledgerRunText(record, options);
}

function ledgerEventText({ sequence, commit, event }: RecordedEvent, options: TextOptions): string {
  const { kind, approvals = [], plan, ...others } = { approvals: undefined, plan: undefined, ...event };
  const rows = Object.entries(others).flatMap(([name, value]) =>
    value === null || typeof value === "object" ? [] : [[name, String(value)]],
  );
  return render(
    [
      line(0, ink("strong", `Manifest ${sequence}`), ` ${kind}: ${eventWords(event)}`),
      ...table(2, [
        ["commit", commit],
        ...rows,
        ...(plan === undefined ? [] : [["plan", `${plan.digest} for ${plan.at}`]]),
        ...approvalRows(approvals),
      ]),
    ],
    options,
  );
}

/** One run in full: who, on what, approved by whom, and every entry with its reason. */
function ledgerRunText({ sequence, commit, record }: LedgerRun, options: TextOptions): string {
  return render(
    [
      line(
        0,
        ink("strong", `Manifest ${sequence}`),
        " ",
        ink(conclusionInk[record.conclusion], record.conclusion),
        `: ${countWords(record)}`,
      ),
      ...(record.error === null ? [] : [line(2, ink("remove", record.error))]),
      ...table(2, headRows(commit, record)),
      blank,
      ...record.entries.flatMap(entryLines),
    ],
    options,
  );
}

/** Whether the ledger holds, which kept heads it was held against, and what to keep elsewhere so that nobody can roll it back unseen. */
export function verificationText(verification: Verification, options: TextOptions): string {
  if (verification.kind === "broken") return render(brokenLines(verification), options);
  const { records, open, head, checkpoint, anchors } = verification;
  const to = head === null ? "" : ` up to commit ${head}`;
  const keep = checkpoint === null ? "" : `${checkpoint.sequence} ${checkpoint.commit} ${checkpoint.digest}`;
  return render(
    [
      line(0, ink("add", "Verified"), `: ${count(records, "record")}${to}.`),
      ...open.map(({ sequence, run, at }) =>
        line(2, ink("warn", `${run} was announced at ${at} (record ${sequence}), and nothing says what became of it.`)),
      ),
      ...anchorLines(anchors, records),
      ...(keep === ""
        ? []
        : [
            line(2, "Keep this outside the repository; only it shows a branch that was rolled back:"),
            line(4, whole("strong", keep)),
          ]),
    ],
    options,
  );
}

function brokenLines({ sequence, commit, rule, message, anchors }: Verification & { readonly kind: "broken" }) {
  const where =
    rule === "anchor"
      ? `record ${sequence} is the first that is not what was kept.`
      : `manifest ${sequence} in commit ${commit.slice(0, 12)} breaks ${rule}.`;
  return [
    line(0, ink("remove", `The ledger does not verify: ${where}`)),
    line(2, message),
    ...anchorLines(anchors, null),
    line(2, "Records from there on prove nothing. Compare the branch with a copy or a checkpoint kept elsewhere."),
  ];
}

/** Without a head on main nothing that is merged there stops a plan on a ledger that was cut. */
function anchorLines(anchors: readonly AnchorCheck[], records: number | null): readonly Line[] {
  const isKept = anchors.some(({ kind }) => kind === "file") || records === 0;
  const rows = anchors.map(({ kind, name, size, verdict, cosignedBy }) => [
    ink(verdict === "extended" ? "add" : verdict === "not-reached" ? "faint" : "remove", verdict),
    anchorKinds[kind],
    name,
    size === null ? "" : count(size, "record"),
    cosignedBy.length === 0 ? "" : `cosigned by ${cosignedBy.join(", ")}`,
  ]);
  const missing =
    "The files keep no head of the ledger, so no plan is held against one: rollcall audit anchor writes it.";
  return [...table(2, rows), ...(isKept ? [] : [line(2, ink("warn", missing))])];
}

const anchorKinds: Readonly<Record<AnchorCheck["kind"], string>> = { file: "file", tag: "tag", since: "kept" };

/** What is kept now, and where. */
export function anchoringText(
  kept: {
    readonly name: string;
    readonly head: LedgerHead;
    readonly isNew: boolean;
    readonly reason: string | null;
  },
  options: TextOptions,
): string {
  const { name, head, isNew, reason } = kept;
  const said = `: ${name} has ${count(head.size, "record")} up to commit ${head.commit ?? "unknown"}.`;
  return render(
    [
      line(0, isNew ? ink("add", "Kept") : "Kept already", said),
      ...(reason === null ? [] : [line(2, ink("remove", `The remote has not got it: ${reason}`))]),
    ],
    options,
  );
}

function approvalRows(approvals: readonly Approval[]): readonly (readonly string[])[] {
  return approvals.map(({ by, team, at, rules = [] }) => [
    "approved",
    `by ${by} for ${team} at ${at}${rules.length === 0 ? "" : ` (${rules.join(", ")})`}`,
  ]);
}

type Summary = LedgerSummary["record"];

function countWords(record: Summary): string {
  const counts = statusOrder.toReversed().flatMap((status) => {
    const number = record.counts[status] ?? 0;
    return number === 0 ? [] : [count(number, status, status)];
  });
  return counts.length === 0 ? "nothing to change" : counts.join(", ");
}

function headRows(commit: string, record: RunRecord): readonly (readonly string[])[] {
  const overrides = (record.overrides ?? []).map(({ guard, by, at, reason }) => [
    "overridden",
    `${guard} by ${by} at ${at}: ${reason}`,
  ]);
  return [
    ["commit", commit],
    ["run", record.run],
    ["actor", record.actor],
    ["time", `${record.started} to ${record.finished}`],
    ["plan", `${record.plan.digest} for ${record.plan.at}`],
    ["operations", record.plan.operations],
    ["source", record.commit ?? "a working directory"],
    ["policy", record.policy],
    ...(record.roster === undefined
      ? []
      : [
          [
            "roster",
            `${record.roster.path}, ${count(record.roster.rows, "row")}, exported ${record.roster.exported ?? "nobody knows when"}`,
          ],
        ]),
    ["people", String(record.people)],
    ["engine", record.engine],
    ...approvalRows(record.approvals),
    ...overrides,
  ];
}

function entryLines(entry: ManifestEntry): readonly Line[] {
  const { sign, verb } = kindWords[entry.kind];
  const what = [`${sign} ${verb}`, entry.application, entry.target, "for", entry.person ?? entry.account ?? "nobody"];
  const rules = entry.decision.rules.length === 0 ? "" : ` by ${entry.decision.rules.join(", ")}`;
  return [
    line(0, ink(statusInk[entry.status], entry.status), `  ${what.filter(Boolean).join(" ")}`),
    ...(entry.reason === null ? [] : [line(4, entry.reason)]),
    line(
      4,
      ink(
        "faint",
        `because ${becauseWords(entry.because)}; ${entry.decision.verdict}, risk ${entry.decision.risk}${rules}`,
      ),
    ),
  ];
}
