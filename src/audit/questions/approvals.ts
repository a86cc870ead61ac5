import type { Approval } from "../../model/approval.ts";
import type { AuditAnswer, AuditPeriod } from "../../model/audit-report.ts";
import {
  type AuditedRecord,
  type AuditedRun,
  changesOf,
  holderOf,
  isWithin,
  type Question,
  type RecordedChange,
} from "./audited-record.ts";
import { counted, detail, many, number, person, tableOf, text } from "./table.ts";

/** What may be wrong about an agreement, in words of the report. */
type Problem = "late" | "by the actor" | "by a proposer" | "self" | "other operations" | "missing" | "denied";

interface Exception {
  readonly problem: Problem;
  readonly sequence: number;
  readonly id: string | null;
  readonly by: string | null;
  readonly person: string | null;
  readonly detail: string;
}

/** Somebody agreed to a plan, or took it upon them that a guard does not stop it. */
interface Agreement {
  readonly sequence: number;
  readonly what: string;
  readonly by: string;
  readonly at: string;
  readonly started: string;
  readonly operations: string;
  readonly detail: string;
}

/** Who agreed to what a period changed, and what is wrong with it. */
export class Approvals implements Question {
  readonly #period: AuditPeriod;
  readonly #agreements: Agreement[] = [];
  readonly #exceptions: Exception[] = [];
  #asked = 0;

  constructor(period: AuditPeriod) {
    this.#period = period;
  }

  take(record: AuditedRecord): void {
    if ("event" in record || !isWithin(this.#period, record.recorded)) return;
    const agreements = agreementsOf(record);
    const tried = changesOf(record).filter(({ entry }) => entry.status !== "refused" && entry.status !== "not-reached");
    this.#agreements.push(...agreements);
    this.#asked += tried.filter(({ entry }) => entry.decision.verdict === "needs-approval").length;
    this.#exceptions.push(
      ...agreements.flatMap((agreement) => problemsOf(agreement, record)),
      ...planProblems(record, tried),
      ...tried.flatMap((change) => changeProblems(change, record)),
    );
  }

  answer(): AuditAnswer {
    const overrides = this.#agreements.filter(({ what }) => what !== "approval");
    const problems = counted(this.#exceptions.map(({ problem }) => problem));
    const found = problems.map(([problem, count]) => `${count} ${problem}`).join(", ");
    return {
      ...{ question: "approvals", title: "Who agreed to what", asked: {} },
      said: [
        problems.length === 0 ? "Nothing is wrong with what was agreed to." : `To look at: ${found}.`,
        `${many(this.#asked, "change")} needed an approval; ${many(this.#agreements.length - overrides.length, "approval")} counted, and ${many(overrides.length, "override")} of guards.`,
      ],
      exceptions: this.#exceptions.length,
      tables: [
        tableOf("exceptions", "To look at", exceptionColumns, this.#exceptions),
        tableOf("agreements", "Approvals and overrides", agreementColumns, this.#agreements),
      ],
      unknown: [
        "The ledger has the approvals that counted, as the pipeline handed them over; what reviewers saw, the forge knows.",
        "Which of a change's rules wanted an approval is not kept: it counts as agreed to when one of them has one.",
        "Names are compared as they were written: an actor with another name than the approver is not recognised.",
      ],
    };
  }
}

function agreementsOf({ sequence, record }: AuditedRun): readonly Agreement[] {
  const { started } = record;
  return [
    ...record.approvals.map(({ operations, by, at, team, rules = [], changes }) => ({
      ...{ sequence, what: "approval", by, at, started, operations },
      detail: [`for ${team}`, ...rules, ...(changes === undefined ? [] : [many(changes, "change")])].join(", "),
    })),
    ...(record.overrides ?? []).map(({ guard, operations, by, at, reason }) => ({
      ...{ sequence, what: `override of ${guard}`, by, at, started, operations, detail: reason },
    })),
  ];
}

function problemsOf(agreement: Agreement, { sequence, record }: AuditedRun): readonly Exception[] {
  const { by, at, what, operations, started } = agreement;
  const base = { sequence, id: null, by, person: null };
  const found: Exception[] = [];
  if (at > started) found.push({ ...base, problem: "late", detail: `${what} at ${at}, the run began at ${started}` });
  if (by === record.actor) found.push({ ...base, problem: "by the actor", detail: `${what} by who ran it` });
  if (record.judged?.proposers?.includes(by) === true)
    found.push({ ...base, problem: "by a proposer", detail: `${what} by who proposed it` });
  if (operations !== record.plan.operations)
    found.push({
      ...base,
      problem: "other operations",
      detail: `${what} of ${operations}, not ${record.plan.operations}`,
    });
  return found;
}

/** The plan as a whole wanted somebody to agree. */
function planProblems({ sequence, record }: AuditedRun, tried: readonly RecordedChange[]): readonly Exception[] {
  const { judged, approvals } = record;
  if (tried.length === 0 || judged === undefined) return [];
  const base = { sequence, id: null, by: null, person: null };
  const { verdict, rules } = judged.decision;
  const detail = `the plan as a whole: ${rules.join(", ")}`;
  if (verdict === "needs-approval" && asked(approvals, rules).length === 0)
    return [{ ...base, problem: "missing", detail }];
  return verdict === "deny" && (record.overrides ?? []).length === 0 ? [{ ...base, problem: "denied", detail }] : [];
}

function changeProblems({ id, entry }: RecordedChange, { sequence, record }: AuditedRun): readonly Exception[] {
  const { verdict, rules } = entry.decision;
  const base = { sequence, id, person: holderOf(entry), detail: rules.join(", ") };
  if (verdict === "deny") return [{ ...base, problem: "denied", by: null }];
  if (verdict !== "needs-approval") return [];
  const approvals = asked(record.approvals, rules);
  if (approvals.length === 0) return [{ ...base, problem: "missing", by: null }];
  return approvals.every(({ by }) => by === entry.person) ? [{ ...base, problem: "self", by: entry.person }] : [];
}

/** Approvals that one of these rules asked for; older versions did not write down which did. */
function asked(approvals: readonly Approval[], rules: readonly string[]): readonly Approval[] {
  return approvals.filter((each) => each.rules === undefined || each.rules.some((rule) => rules.includes(rule)));
}

const exceptionColumns = [
  text<Exception>("problem", "Problem", ({ problem }) => problem),
  number<Exception>("record", "Record", ({ sequence }) => sequence),
  text<Exception>("id", "Entry", ({ id }) => id),
  person<Exception>("by", "By", ({ by }) => by),
  person<Exception>("person", "Person", (row) => row.person),
  text<Exception>("detail", "What", ({ detail }) => detail),
];

const agreementColumns = [
  number<Agreement>("record", "Record", ({ sequence }) => sequence),
  text<Agreement>("what", "What", ({ what }) => what),
  person<Agreement>("by", "By", ({ by }) => by),
  text<Agreement>("at", "At", ({ at }) => at),
  text<Agreement>("started", "Run began", ({ started }) => started),
  text<Agreement>("detail", "For", ({ detail }) => detail),
  detail(text<Agreement>("operations", "Operations agreed to", ({ operations }) => operations)),
];
