import { formatDuration, millisecondsOf } from "../../document/instant.ts";
import type { AuditAnswer, AuditPeriod } from "../../model/audit-report.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Instant, Milliseconds } from "../../model/instant.ts";
import { type AuditedRecord, changesOf, isWithin, type Question, type RecordedChange } from "./audited-record.ts";
import type { LoggedChange } from "./change-log.ts";
import { changeColumns, changeColumnsOf, detail, many, number, person, tableOf, text } from "./table.ts";

/** An application's own log, what it calls the kinds of changes, and how far two clocks may be apart. */
export interface ReconcileQuery {
  readonly application: string;
  readonly period: AuditPeriod;
  readonly log: readonly LoggedChange[];
  readonly actions: Readonly<Record<string, string>>;
  readonly tolerance: Milliseconds;
}

/** Holds an application's own change log against the ledger, both ways. */
export class Reconciliation implements Question {
  readonly #query: ReconcileQuery;
  readonly #changes: RecordedChange[] = [];

  constructor(query: ReconcileQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    if ("event" in record) return;
    const { application } = this.#query;
    this.#changes.push(
      ...changesOf(record).filter(({ entry }) => entry.application === application && leavesTrace(entry)),
    );
  }

  answer(): AuditAnswer {
    const { application, tolerance, period, log } = this.#query;
    const rows = log.filter(({ at }) => isWithin(period, at));
    const known = rows.filter(({ action }) => this.#kindOf(action) !== undefined);
    const { pairs, strange, missing } = this.#match(known);
    const unread = rows.filter(({ action }) => this.#kindOf(action) === undefined);
    const lost = missing.filter(({ entry }) => entry.status === "applied" && isWithin(period, entry.at));
    const denied = pairs.filter(({ change }) => change.entry.status === "failed");
    return {
      ...{ question: "reconcile", title: `What ${application} itself says` },
      asked: { application, tolerance: formatDuration(tolerance), rows: rows.length },
      said: [
        `${many(strange.length, "change")} in the log of ${application} ${strange.length === 1 ? "is" : "are"} not in the ledger: Rollcall did not make ${strange.length === 1 ? "it" : "them"}.`,
        `${many(lost.length, "entry", "entries")} of the ledger ${lost.length === 1 ? "is" : "are"} not in the log; ${pairs.length} match within ${formatDuration(tolerance)}.`,
        ...(denied.length === 0
          ? []
          : [`${many(denied.length, "entry", "entries")} that the ledger calls failed took effect.`]),
        ...(unread.length === 0
          ? []
          : [`${many(unread.length, "row")} had an action that no kind of change is named for, and was not compared.`]),
      ],
      exceptions: strange.length + lost.length + denied.length,
      tables: [
        tableOf("strange", "In the log, not in the ledger", logColumns, strange),
        tableOf("missing", "In the ledger, not in the log", changeColumns, lost),
        tableOf("failed", "Failed by the ledger, and in the log", pairColumns, denied),
        tableOf("matched", "In both", pairColumns, pairs),
        tableOf("uncompared", "Not compared", logColumns, unread),
      ],
      unknown: [
        "Whether the log itself is whole, who exported it and whether its clock is right, the ledger cannot know.",
      ],
    };
  }

  /** Every row takes the nearest entry of the same account, kind and target that no row has taken, oldest rows first. */
  #match(rows: readonly LoggedChange[]): {
    readonly pairs: readonly Pair[];
    readonly strange: readonly LoggedChange[];
    readonly missing: readonly RecordedChange[];
  } {
    const left = new Set(this.#changes);
    const byAccount = groupBy(this.#changes, ({ entry }) => entry.account ?? "");
    const byPerson = groupBy(this.#changes, ({ entry }) => entry.person ?? "");
    const pairs: Pair[] = [];
    const strange: LoggedChange[] = [];
    for (const row of rows.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.line - b.line))) {
      const candidates = [...(byAccount.get(row.account) ?? []), ...(byPerson.get(row.account) ?? [])];
      const change = this.#nearest(row, candidates, left);
      if (change === null) strange.push(row);
      else {
        pairs.push({ row, change });
        left.delete(change);
      }
    }
    return { pairs, strange, missing: [...left] };
  }

  #nearest(
    row: LoggedChange,
    candidates: readonly RecordedChange[],
    left: ReadonlySet<RecordedChange>,
  ): RecordedChange | null {
    const kind = this.#kindOf(row.action);
    let best: RecordedChange | null = null;
    for (const change of candidates) {
      const { entry } = change;
      if (!left.has(change) || entry.kind !== kind || !isSameTarget(entry.target, row.target)) continue;
      const apart = between(row.at, entry.at);
      if (apart <= this.#query.tolerance && (best === null || apart < between(row.at, best.entry.at))) best = change;
    }
    return best;
  }

  #kindOf(action: string): string | undefined {
    return this.#query.actions[action] ?? (kinds.has(action) ? action : undefined);
  }
}

interface Pair {
  readonly row: LoggedChange;
  readonly change: RecordedChange;
}

const kinds: ReadonlySet<string> = new Set<RecordedChange["entry"]["kind"]>([
  ...(["create-account", "update-account", "disable-account", "enable-account", "delete-account"] as const),
  ...(["grant", "revoke", "assign-seat", "release-seat", "end-sessions"] as const),
]);

/** What was tried may have taken effect, whatever the run was told. */
function leavesTrace({ status }: RecordedChange["entry"]): boolean {
  return status === "applied" || status === "unverified" || status === "failed";
}

/** A log may leave the type of an entitlement out: `engineering` is `group:engineering`. */
function isSameTarget(target: string | null, logged: string): boolean {
  if (target === null) return logged === "" || logged === "account";
  return target === logged || target.slice(target.indexOf(":") + 1) === logged;
}

function between(a: Instant, b: Instant): Milliseconds {
  return Math.abs(millisecondsOf(a) - millisecondsOf(b));
}

const logColumns = [
  number<LoggedChange>("line", "Line", ({ line }) => line),
  text<LoggedChange>("at", "At", ({ at }) => at),
  text<LoggedChange>("actor", "Actor", ({ actor }) => actor),
  text<LoggedChange>("action", "Action", ({ action }) => action),
  person<LoggedChange>("account", "Account", ({ account }) => account),
  text<LoggedChange>("target", "Target", ({ target }) => target),
];

const pairColumns = [
  number<Pair>("line", "Line", ({ row }) => row.line),
  text<Pair>("logged", "Logged", ({ row }) => row.at),
  text<Pair>("actor", "Actor", ({ row }) => row.actor),
  ...changeColumnsOf<Pair>(({ change }) => change),
  detail(text<Pair>("apart", "Apart", ({ row, change }) => `${between(row.at, change.entry.at) / 1000} s`)),
];
