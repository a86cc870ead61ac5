import type { AuditAnswer } from "../../model/audit-report.ts";
import type { Instant } from "../../model/instant.ts";
import {
  type AuditedRecord,
  changesOf,
  effectOf,
  holderOf,
  isMade,
  type Question,
  type RecordedChange,
  thingOf,
} from "./audited-record.ts";
import { detail, many, person, tableOf, text } from "./table.ts";

/** Whose access, and when. */
export interface AccessQuery {
  readonly on: Instant;
  readonly person?: string | undefined;
  readonly application?: string | undefined;
}

interface Holding {
  /** What the account could do at last; null: only entitlements are known of it. */
  account: RecordedChange | null;
  deleted: RecordedChange | null;
  readonly things: Map<string, RecordedChange>;
}

/** Who had what at a moment, as the ledger knows it. */
export class Access implements Question {
  readonly #query: AccessQuery;
  readonly #holdings = new Map<string, Holding>();

  constructor(query: AccessQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    if ("event" in record) return;
    for (const change of changesOf(record)) if (this.#isAskedFor(change)) this.#note(change);
  }

  answer(): AuditAnswer {
    const rows = [...this.#holdings.values()].flatMap(heldOf).sort(compareHeld);
    const holders = new Set(rows.map(({ given }) => holderOf(given.entry))).size;
    const { on, person: who, application } = this.#query;
    return {
      ...{ question: "access", title: "Who had what" },
      asked: {
        on,
        ...(who === undefined ? {} : { person: who }),
        ...(application === undefined ? {} : { application }),
      },
      said: [`On ${on}, ${many(holders, "holder")} had ${many(rows.length, "thing")} that the ledger knows of.`],
      exceptions: 0,
      tables: [tableOf("access", "Access", columns, rows)],
      unknown: [
        "What was given outside Rollcall, or before its first record and never changed since, is not in the ledger.",
        "What was taken away outside Rollcall still stands here.",
        "A change that is unverified was accepted by the application, and reading back could not show it.",
      ],
    };
  }

  #isAskedFor({ entry }: RecordedChange): boolean {
    const { on, person: who, application } = this.#query;
    if (!isMade(entry) || entry.at > on) return false;
    return (
      (who === undefined || holderOf(entry) === who) && (application === undefined || entry.application === application)
    );
  }

  #note(change: RecordedChange): void {
    const { entry } = change;
    const key = `${entry.application}\n${holderOf(entry)}`;
    const holding = this.#holdings.get(key) ?? { account: null, deleted: null, things: new Map() };
    this.#holdings.set(key, holding);
    if (effectOf(entry.kind) === "neither") return;
    if (entry.target !== null) holding.things.set(entry.target, later(holding.things.get(entry.target), change));
    else if (entry.kind === "delete-account") holding.deleted = later(holding.deleted, change);
    else holding.account = later(holding.account, change);
  }
}

interface Held {
  readonly given: RecordedChange;
  readonly isDisabled: boolean;
}

function heldOf({ account, deleted, things }: Holding): readonly Held[] {
  const isThere = (change: RecordedChange) => deleted === null || compareChanges(change, deleted) > 0;
  const isDisabled = account !== null && isThere(account) && account.entry.kind === "disable-account";
  const given = [...things.values()].filter((change) => effectOf(change.entry.kind) === "gives" && isThere(change));
  const own = account !== null && isThere(account) ? [account] : [];
  return [...own, ...given].map((change) => ({ given: change, isDisabled }));
}

/** A run that was looked after by another one is recorded late: what counts is when it was made. */
function later(known: RecordedChange | null | undefined, change: RecordedChange): RecordedChange {
  return known == null || compareChanges(change, known) > 0 ? change : known;
}

function compareChanges(a: RecordedChange, b: RecordedChange): number {
  if (a.entry.at !== b.entry.at) return a.entry.at < b.entry.at ? -1 : 1;
  return a.sequence - b.sequence || a.line - b.line;
}

function compareHeld({ given: a }: Held, { given: b }: Held): number {
  const [left, right] = [a, b].map(({ entry }) => `${holderOf(entry)}\n${entry.application}\n${entry.target ?? ""}`);
  return left === right ? 0 : (left ?? "") < (right ?? "") ? -1 : 1;
}

const columns = [
  person<Held>("person", "Person", ({ given }) => holderOf(given.entry)),
  text<Held>("application", "Application", ({ given }) => given.entry.application),
  text<Held>("what", "What", ({ given }) => thingOf(given.entry)),
  detail(text<Held>("account", "Account", ({ given }) => given.entry.account)),
  text<Held>("state", "State", ({ isDisabled }) => (isDisabled ? "account disabled" : "in force")),
  text<Held>("since", "Since", ({ given }) => given.entry.at),
  text<Held>("id", "Entry", ({ given }) => given.id),
  detail(text<Held>("status", "Status", ({ given }) => given.entry.status)),
];
