import { openEntry } from "../audit/confidential.ts";
import type { PersonKeys } from "../audit/person-keys.ts";
import { Access } from "../audit/questions/access.ts";
import { Approvals } from "../audit/questions/approvals.ts";
import type { AuditedRecord, Question } from "../audit/questions/audited-record.ts";
import { type LogColumns, logFields, readChangeLog } from "../audit/questions/change-log.ts";
import { EmergencyAccess } from "../audit/questions/emergency.ts";
import { Extent } from "../audit/questions/extent.ts";
import { Failures } from "../audit/questions/failures.ts";
import { Keys } from "../audit/questions/keys.ts";
import { NamesOfPeople } from "../audit/questions/names-of-people.ts";
import { Population } from "../audit/questions/population.ts";
import { Reconciliation } from "../audit/questions/reconcile.ts";
import { Sample } from "../audit/questions/sample.ts";
import { Timeliness } from "../audit/questions/timeliness.ts";
import { Why } from "../audit/questions/why.ts";
import { readAuditedRecords, readCheckpoint } from "../audit/read-audited.ts";
import type { AuditReport } from "../model/audit-report.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Verification } from "../model/ledger.ts";
import { instantOf } from "../ports/clock.ts";
import { withNames } from "../report/audit-names.ts";
import { type AskFlags, type AuditAsk, type AuditQuery, readAsk } from "./audit-ask.ts";
import { KnownNames, namesAsked } from "./known-names.ts";
import { openPersonKeys } from "./open-person-keys.ts";
import { readAudited, verifyAudited } from "./verify-ledger.ts";
import type { Scope, World } from "./world.ts";

/** Answers from a ledger that holds; or why it does not. */
export type LedgerAnswers =
  | { readonly kind: "broken"; readonly verification: Extract<Verification, { readonly kind: "broken" }> }
  | { readonly kind: "answered"; readonly reports: readonly AuditReport[] };

/**
 * Verifies the ledger and answers an auditor's questions from it, reading every record once. Calls no application; needs no secret unless
 * names are to be shown (`open`). Throws `input-invalid`.
 */
export async function askLedger(
  world: World,
  scope: Scope,
  { words, flags }: { readonly words: readonly string[]; readonly flags: AskFlags },
): Promise<LedgerAnswers> {
  const at = scope.at ?? instantOf(world.clock);
  const ask = readAsk(words, flags, at);
  const questions = await Promise.all(ask.questions.map((query) => openQuestion(world, query, ask, at)));
  const audited = await readAudited(world, scope);
  const verification = await verifyAudited(world, audited, null);
  if (verification.kind === "broken") return { kind: "broken", verification };
  const { git, organization } = audited;
  const keys = flags["open"] === true ? await openPersonKeys(world, organization.audit) : null;
  const extent = new Extent(ask.period);
  const names = new NamesOfPeople();
  const asked = ask.questions.flatMap((query) => namesAsked(query) ?? []);
  const known = asked.length === 0 ? null : new KnownNames(organization);
  for await (const sealed of readAuditedRecords(git, organization.audit.branch)) {
    const record = keys === null ? sealed : await opened(sealed, keys);
    names.take(record);
    known?.take(record);
    for (const each of [extent, ...questions]) each.take(record);
  }
  for (const each of asked) known?.check(each);
  const { lastCommit } = extent;
  const proof = extent.extent(lastCommit === null ? null : await readCheckpoint(git, lastCommit));
  const reports = questions.map((question) => ({
    ...{ ...question.answer(proof), organization: organization.name, period: ask.period, extent: proof, at },
  }));
  return { kind: "answered", reports: keys === null ? reports : reports.map((each) => withNames(each, names.found)) };
}

async function opened(record: AuditedRecord, keys: PersonKeys): Promise<AuditedRecord> {
  if ("event" in record) return record;
  const entries = await Promise.all(record.record.entries.map((entry) => openEntry(entry, keys)));
  return { ...record, record: { ...record.record, entries } };
}

async function openQuestion(world: World, query: AuditQuery, { period }: AuditAsk, now: Instant): Promise<Question> {
  switch (query.question) {
    case "population":
      return new Population(period);
    case "approvals":
      return new Approvals(period);
    case "failures":
      return new Failures(period);
    case "access":
      return new Access(query);
    case "why":
      return new Why(query);
    case "timeliness":
      return new Timeliness({ ...query, period });
    case "emergency":
      return new EmergencyAccess({ ...query, period });
    case "keys":
      return new Keys({ ...query, period, until: period.to !== null && period.to < now ? period.to : now });
    case "sample":
      return new Sample({ ...query, period });
    case "reconcile": {
      const { log: path, columns, ...others } = query;
      const bytes = await world.disk.read(path);
      if (bytes === null) throw new RollcallError("input-invalid", `there is no ${path}`);
      return new Reconciliation({ ...others, period, log: readChangeLog(bytes, path, namedColumns(columns)) });
    }
  }
}

function namedColumns(columns: Readonly<Record<string, string>>): LogColumns {
  const strange = Object.keys(columns).find((name) => !logFields.some((field) => field === name));
  if (strange !== undefined)
    throw new RollcallError("input-invalid", `--columns knows ${logFields.join(", ")}, not ${strange}`);
  const [at, actor, action, account, target] = logFields.map((field) => columns[field] ?? field);
  return {
    ...{ at: at ?? "at", actor: actor ?? "actor", action: action ?? "action" },
    ...{ account: account ?? "account", target: target ?? "target" },
  };
}
