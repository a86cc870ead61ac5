import type { AuditAnswer } from "../../model/audit-report.ts";
import type { Because } from "../../model/because.ts";
import type { Version } from "../../model/versions.ts";
import {
  type AuditedRecord,
  type AuditedRun,
  changesOf,
  effectOf,
  holderOf,
  isMade,
  type Question,
  type RecordedChange,
  thingOf,
} from "./audited-record.ts";
import { changeColumns, many, tableOf, text } from "./table.ts";

/** Whose access to what: an entitlement, a seat or `account`, with or without `APPLICATION/` before it. */
export interface WhyQuery {
  readonly person: string;
  readonly target: string;
}

interface Link {
  readonly step: string;
  readonly says: string;
  readonly where: string | null;
}

/** Why somebody has something, from the entry that gave it to the line of the file that asked for it. */
export class Why implements Question {
  readonly #query: WhyQuery;
  readonly #changes: RecordedChange[] = [];
  #given: { readonly change: RecordedChange; readonly run: AuditedRun } | null = null;

  constructor(query: WhyQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    if ("event" in record) return;
    for (const change of changesOf(record).filter((each) => this.#isAskedFor(each))) {
      this.#changes.push(change);
      const isGiven = isMade(change.entry) && effectOf(change.entry.kind) === "gives";
      if (isGiven && change.entry.at >= (this.#given?.change.entry.at ?? ""))
        this.#given = { change, run: { ...record, record: { ...record.record, entries: [] } } };
    }
  }

  answer(): AuditAnswer {
    const { person, target } = this.#query;
    const given = this.#given;
    const links = given === null ? [] : linksOf(given.change, given.run);
    return {
      ...{ question: "why", title: "Why somebody has something", asked: { person, target } },
      said: [
        this.#sentence(),
        `${many(this.#changes.length, "entry", "entries")} of the ledger ${this.#changes.length === 1 ? "is" : "are"} about it.`,
      ],
      exceptions: given === null ? 1 : 0,
      tables: [
        tableOf("chain", "From the entry to the rule", linkColumns, links),
        tableOf("history", "Everything that the ledger has about it", [...changeColumns, reason], this.#changes),
      ],
      unknown: ["Texts of reasons may be kept encrypted: --open shows them to whoever has the keys."],
    };
  }

  #isAskedFor({ entry }: RecordedChange): boolean {
    const { person, target } = this.#query;
    if (holderOf(entry) !== person) return false;
    const thing = thingOf(entry);
    return [thing, `${entry.application}/${thing}`, ...(entry.target === null ? [entry.application] : [])].includes(
      target,
    );
  }

  #sentence(): string {
    const { person, target } = this.#query;
    if (this.#given === null) return `The ledger has nothing that gave ${person} ${target}.`;
    const { entry, id } = this.#given.change;
    const taken = this.#changes.findLast(
      (each) => isMade(each.entry) && effectOf(each.entry.kind) === "takes" && each.entry.at >= entry.at,
    );
    const since = taken === undefined ? "" : ` It was taken away again at ${taken.entry.at} (entry ${taken.id}).`;
    return `${person} got ${target} in ${entry.application} at ${entry.at} (entry ${id}).${since}`;
  }
}

function linksOf(
  { id, entry }: RecordedChange,
  { sequence, commit, record, versions, signer }: AuditedRun,
): readonly Link[] {
  const { plan, approvals, overrides = [] } = record;
  return [
    { step: "entry", says: `${entry.kind} ${thingOf(entry)}: ${entry.status}`, where: id },
    ...entry.because.map((because) => ({ step: "because", ...reasonOf(because) })),
    {
      step: "files",
      says: record.commit === null ? "a working directory" : "the commit of the files",
      where: record.commit,
    },
    { step: "plan", says: `made for ${plan.at}`, where: plan.digest },
    {
      step: "policy",
      says: `${entry.decision.verdict}, risk ${entry.decision.risk}${entry.decision.rules.map((rule) => `, ${rule}`).join("")}`,
      where: `${versionWords(versions.policies)}${record.policy}`,
    },
    ...approvals.map(({ by, team, at, operations }) => ({
      step: "approval",
      says: `${by} for ${team} at ${at}`,
      where: operations,
    })),
    ...overrides.map(({ guard, by, at, reason, operations }) => ({
      ...{ step: "override", says: `${guard} by ${by} at ${at}: ${reason}`, where: operations },
    })),
    {
      step: "run",
      says: `${record.run} by ${record.actor}, begun at ${record.started}`,
      where: `record ${sequence}, commit ${commit}`,
    },
    { step: "signed", says: signer.principal, where: signer.key },
  ];
}

function versionWords(version: Version | null): string {
  return version === null ? "" : `version ${version.version}, `;
}

/** What a reason says, and the line where it is written. */
function reasonOf(because: Because): Pick<Link, "says" | "where"> {
  const where = because.kind === "no-rule" ? null : `${because.at.file}:${because.at.line}`;
  return { says: sayingOf(because), where };
}

function sayingOf(because: Because): string {
  switch (because.kind) {
    case "birthright":
      return `role ${because.role}, by birthright`;
    case "assignment":
      return `role ${because.role}, assigned: ${because.reason}`;
    case "pool":
      return `pool ${because.pool}: ${because.text}`;
    case "roster":
    case "no-rule":
      return because.text;
  }
}

const linkColumns = [
  text<Link>("step", "Step", ({ step }) => step),
  text<Link>("says", "Says", ({ says }) => says),
  text<Link>("where", "Where", ({ where }) => where),
];

const reason = text<RecordedChange>("reason", "Why not", ({ entry }) => entry.reason);
