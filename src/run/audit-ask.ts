import { parseDuration, parseMoment } from "../document/instant.ts";
import type { AuditPeriod, AuditQuestion } from "../model/audit-report.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";

/** What an auditor wants to know, and of which period. */
export interface AuditAsk {
  readonly questions: readonly AuditQuery[];
  readonly period: AuditPeriod;
}

/** One question with what it takes. */
export type AuditQuery =
  | { readonly question: Extract<AuditQuestion, "population" | "approvals" | "failures"> }
  | {
      readonly question: "access";
      readonly on: Instant;
      readonly person?: string | undefined;
      readonly application?: string | undefined;
    }
  | { readonly question: "why"; readonly person: string; readonly target: string }
  | { readonly question: "timeliness"; readonly taking: Milliseconds; readonly giving: Milliseconds }
  | { readonly question: "emergency"; readonly within: Milliseconds }
  | { readonly question: "keys"; readonly silence: Milliseconds }
  | { readonly question: "sample"; readonly size: number; readonly seed: string | null }
  | {
      readonly question: "reconcile";
      readonly application: string;
      readonly log: string;
      readonly columns: Readonly<Record<string, string>>;
      readonly actions: Readonly<Record<string, string>>;
      readonly tolerance: Milliseconds;
    };

/** Flags as they were written, by name. */
export type AskFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Reads a question and its flags. Throws `input-invalid`. */
export function readAsk(words: readonly string[], flags: AskFlags, now: Instant): AuditAsk {
  const [what = "", ...rest] = words;
  const read = new Reader(flags, now);
  if (what === "month" || what === "quarter") {
    const period = periodOf(what, rest[0] ?? "");
    return { questions: everyQuestion.map((question) => read.query(question, [], period)), period };
  }
  const question = questions.find((each) => each === what);
  if (question === undefined || rest.length !== (question === "why" ? 2 : 0))
    throw new RollcallError(
      "input-invalid",
      `rollcall audit report takes ${questions.map((each) => (each === "why" ? "why PERSON TARGET" : each)).join(", ")}, month YYYY-MM or quarter YYYY-QN`,
    );
  const period = read.period();
  return { questions: [read.query(question, rest, period)], period };
}

/** Those that need nothing but a period. */
const everyQuestion = [
  ...(["population", "access", "timeliness", "approvals", "failures", "emergency", "keys", "sample"] as const),
] as const satisfies readonly AuditQuestion[];

const questions = [...everyQuestion, "why", "reconcile"] as const satisfies readonly AuditQuestion[];

/** A calendar month or quarter in UTC. */
function periodOf(kind: "month" | "quarter", text: string): AuditPeriod {
  const pattern = kind === "month" ? /^(\d{4})-(0[1-9]|1[0-2])$/ : /^(\d{4})-Q([1-4])$/;
  const [, year = "", part = ""] = pattern.exec(text) ?? [];
  if (year === "")
    throw new RollcallError(
      "input-invalid",
      `${text} is no ${kind}: write it as ${kind === "month" ? "2026-11" : "2026-Q4"}`,
    );
  const months = kind === "month" ? 1 : 3;
  const first = (Number(part) - 1) * months;
  const start = (month: number) => `${new Date(Date.UTC(Number(year), month)).toISOString().slice(0, 19)}Z`;
  return { from: start(first), to: start(first + months) };
}

class Reader {
  readonly #flags: AskFlags;
  readonly #now: Instant;

  constructor(flags: AskFlags, now: Instant) {
    this.#flags = flags;
    this.#now = now;
  }

  period(): AuditPeriod {
    const period = { from: this.#moment("from", "start"), to: this.#moment("to", "end") };
    if (period.from !== null && period.to !== null && period.from >= period.to)
      throw new RollcallError(
        "input-invalid",
        `the period ends before it begins: from ${period.from} up to ${period.to}`,
      );
    return period;
  }

  query(question: AuditQuestion, words: readonly string[], period: AuditPeriod): AuditQuery {
    switch (question) {
      case "population":
      case "approvals":
      case "failures":
        return { question };
      case "access":
        return { question, on: this.#on(period), person: this.#text("person"), application: this.#text("application") };
      case "why":
        return { question, person: words[0] ?? "", target: words[1] ?? "" };
      case "timeliness":
        return { question, taking: this.#duration("sla", "24h"), giving: this.#duration("sla-give", "24h") };
      case "emergency":
        return { question, within: this.#duration("review-within", "3d") };
      case "keys":
        return { question, silence: this.#duration("silence", "25h") };
      case "sample":
        return { question, size: this.#size(), seed: this.#text("seed") ?? null };
      case "reconcile":
        return this.#reconcile();
    }
  }

  #reconcile(): AuditQuery {
    const [application, log] = [this.#text("application"), this.#text("log")];
    if (application === undefined || log === undefined)
      throw new RollcallError("input-invalid", "rollcall audit report reconcile needs --application and --log");
    return {
      ...{ question: "reconcile", application, log, tolerance: this.#duration("tolerance", "5m") },
      ...{ columns: this.#pairs("columns"), actions: this.#pairs("actions") },
    };
  }

  /** The last moment of the period, unless another one is asked for. */
  #on({ to }: AuditPeriod): Instant {
    const on = this.#moment("on", "start");
    if (on !== null) return on;
    if (to === null || to > this.#now) return this.#now;
    return `${new Date(Date.parse(to) - 1000).toISOString().slice(0, 19)}Z`;
  }

  #size(): number {
    const size = Number(this.#text("size") ?? "25");
    if (!Number.isSafeInteger(size) || size < 1)
      throw new RollcallError("input-invalid", "--size takes a number from 1");
    return size;
  }

  #moment(name: string, edge: "start" | "end"): Instant | null {
    const written = this.#text(name);
    if (written === undefined) return null;
    const moment = parseMoment(written, edge);
    if (moment !== null) return moment;
    throw new RollcallError("input-invalid", `--${name} ${written} is neither a day nor an instant with a zone`);
  }

  #duration(name: string, otherwise: string): Milliseconds {
    const written = this.#text(name) ?? otherwise;
    const duration = parseDuration(written);
    if (duration !== null) return duration;
    throw new RollcallError("input-invalid", `--${name} ${written} is no duration, such as 24h`);
  }

  /** `a=b,c=d`. */
  #pairs(name: string): Readonly<Record<string, string>> {
    const parts = (this.#text(name) ?? "").split(",").filter((part) => part !== "");
    const pairs = parts.map((part): readonly [string, string] => {
      const at = part.indexOf("=");
      if (at > 0 && at < part.length - 1) return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      throw new RollcallError("input-invalid", `--${name} takes NAME=OTHER pairs with commas, not ${part}`);
    });
    return Object.fromEntries(pairs);
  }

  #text(name: string): string | undefined {
    const value = this.#flags[name];
    return typeof value === "string" ? value : undefined;
  }
}
