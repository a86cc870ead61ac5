import type { ApprovalStanding, NeedStanding, OverrideStanding } from "../model/approval-standing.ts";
import { compareText } from "../model/compare.ts";
import type { Finding } from "../model/finding.ts";
import type { Names } from "../model/names.ts";
import type { Plan } from "../model/plan.ts";
import { needRemarks, overrideRemarks, overrideWords, type StandingRemark } from "./approval-words.ts";
import { count, kindWords, objectWords } from "./change-words.ts";
import { findingHeadings, findingOrder, findingsOf } from "./finding-words.ts";
import {
  blank,
  type Cell,
  ink,
  type Line,
  line,
  render,
  type Span,
  section,
  type TextOptions,
  table,
  whole,
} from "./lines.ts";
import { peopleLines, signInk } from "./people-text.ts";
import { shortPersonWords } from "./person-words.ts";
import { riskWords } from "./risk-words.ts";
import { costLines, seatLines } from "./seats-text.ts";
import { undoAdvice, undoTitle } from "./undo-words.ts";
import {
  approvalsOf,
  countsOf,
  denialsOf,
  deniedChanges,
  type RuleSummary,
  stopsOf,
  verdictOf,
  warningsOf,
} from "./verdict.ts";
import { heldWords, kindCounts, verdictSentence } from "./verdict-words.ts";

/** How a plan is drawn; `verbose` folds nothing. */
export interface PlanTextOptions extends TextOptions {
  readonly verbose?: boolean;
  /** What is there of the approvals; left out: nobody looked. */
  readonly standing?: ApprovalStanding;
}

/** A plan for a reviewer at a terminal: the verdict and its reasons, then who loses what, then everything else. */
export function planText(plan: Plan, names: Names, options: PlanTextOptions): string {
  const verbose = options.verbose ?? false;
  const standing = options.standing ?? null;
  const lines = [
    ...verdictLines(plan, standing),
    ...undoLines(plan),
    ...guardLines(plan, standing),
    ...denialLines(plan, names),
    ...approvalLines(plan, standing),
    ...peopleLines(plan, names, verbose),
    ...applicationLines(plan),
    ...seatLines({ seats: plan.seats, waiting: plan.waiting, pools: [] }, names),
    ...costLines(plan.costs),
    ...warningLines(plan),
    ...findingLines(plan, verbose),
    ...basisLines(plan),
  ];
  return render(lines.slice(0, -1), options);
}

function verdictLines(plan: Plan, standing: ApprovalStanding | null): readonly Line[] {
  const bad = ["stopped", "denied"].includes(verdictOf(plan, standing));
  const counts = kindCounts(countsOf(plan).kinds).flatMap(({ sign, words }): Span[] => [
    whole(signInk[sign], `${sign} ${words}`),
    "  ",
  ]);
  return [
    line(0, `${plan.organization}: `, ink(bad ? "remove" : "strong", verdictSentence(plan, String, standing))),
    ...(counts.length === 0 ? [] : [line(0, ...counts)]),
    ...heldLines(plan),
    ...riskLines(plan),
    blank,
  ];
}

function riskLines({ decision }: Plan): readonly Line[] {
  return decision.risk === 0 ? [] : [line(0, `risk of the plan as a whole ${riskWords(decision)}`)];
}

/** Who gets nothing for now is part of what a plan comes to. */
function heldLines(plan: Plan): readonly Line[] {
  const words = heldWords(plan);
  return words === null ? [] : [line(0, ink("warn", words))];
}

function undoLines({ basis }: Plan): readonly Line[] {
  if (basis.undoes === undefined) return [];
  return section(undoTitle(basis.undoes), [line(2, ink("warn", undoAdvice))]);
}

function guardLines(plan: Plan, standing: ApprovalStanding | null): readonly Line[] {
  const overrides = new Map(standing?.overrides.map((each) => [each.guard, each]));
  const title = stopsOf(plan, standing).length > 0 ? "Stopped by guards" : "Guards that were overridden";
  return section(
    title,
    plan.guards.flatMap(({ guard, message }, place) => {
      const isLast = plan.guards[place + 1]?.guard !== guard;
      return [
        line(2, ink("remove", guard), `  ${message}`),
        ...overrideLines(isLast ? overrides.get(guard) : undefined),
      ];
    }),
  );
}

function overrideLines(override: OverrideStanding | undefined): readonly Line[] {
  if (override === undefined) return [];
  return [line(4, ink("faint", overrideWords(override))), ...remarkLines(overrideRemarks(override))];
}

function remarkLines(remarks: readonly StandingRemark[]): readonly Line[] {
  return remarks.map(({ what, names }) => line(4, ink("faint", `${what}: `), names));
}

function denialLines(plan: Plan, names: Names): readonly Line[] {
  const denied = deniedChanges(plan).map(({ change, decision }) => {
    const who = change.person === null ? change.userName : shortPersonWords(names, change.person);
    const what = [kindWords[change.kind].verb, change.application, objectWords(change)].filter(Boolean).join(" ");
    const rules = decision.denials.map(({ rule }) => rule).join(", ") || "policy gave no reason";
    return [ink("remove", "x"), who, what, ink("faint", rules)];
  });
  return section("Denied", [...denialsOf(plan).map((rule) => ruleLine(rule, "remove")), ...table(4, denied)]);
}

function ruleLine({ rule, message, changes }: RuleSummary, tint: "remove" | "warn"): Line {
  const about = changes === 0 ? "the plan as a whole" : count(changes, "change");
  return line(2, ink(tint, rule), `  ${message}`, ink("faint", `  (${about})`));
}

function approvalLines(plan: Plan, standing: ApprovalStanding | null): readonly Line[] {
  const needs = new Map(standing?.needs.map((need) => [need.from, need]));
  const blocks = standing?.blocks ?? [];
  return section("Approvals needed", [
    ...blocks.map(({ by, teams, at }) =>
      line(2, ink("remove", by), ` (${teams.join(", ")}) asks for changes since ${at}`),
    ),
    ...approvalsOf(plan).flatMap((need) => [
      line(2, `${need.count} from `, ink("warn", need.from), ...soFar(needs.get(need.from))),
      ...need.rules.map((rule) => ({ ...ruleLine(rule, "warn"), indent: 4 })),
      ...needLines(needs.get(need.from)),
    ]),
  ]);
}

function soFar(need: NeedStanding | undefined): readonly Span[] {
  if (need === undefined || need.have === 0) return [];
  return [need.have < need.required ? `, ${need.have} so far` : ", which is there"];
}

function needLines(need: NeedStanding | undefined): readonly Line[] {
  return need === undefined ? [] : remarkLines(needRemarks(need));
}

function warningLines(plan: Plan): readonly Line[] {
  return section(
    "Warnings",
    warningsOf(plan).map((rule) => ruleLine(rule, "warn")),
  );
}

function applicationLines(plan: Plan): readonly Line[] {
  const head = ["application", "accounts", "groups", "listing", "calls", "changes"].map((title) => ink("faint", title));
  const rows = plan.applications
    .toSorted((a, b) => compareText(a.application, b.application))
    .map((each): readonly Cell[] => [
      each.application,
      String(each.accounts),
      String(each.groups),
      each.listing === "complete" ? each.listing : ink("remove", each.listing),
      String(each.calls),
      changeCounts(kindCounts(each.changes)),
    ]);
  return section("Applications (calls: predicted writes)", rows.length === 0 ? [] : table(2, [head, ...rows]));
}

function changeCounts(counts: ReturnType<typeof kindCounts>): readonly Span[] {
  return counts.length === 0
    ? [ink("faint", "none")]
    : counts.flatMap(({ sign, words }) => [whole(signInk[sign], `${sign} ${words}`), "  "]);
}

/** More findings of one kind than this are counted, unless every detail is asked for. */
const mostFindings = 20;

/** Findings by kind, each kind under its heading. */
export function findingLines(plan: Pick<Plan, "findings">, verbose: boolean): readonly Line[] {
  return findingOrder.flatMap((kind) => {
    const found = findingsOf(plan.findings, kind);
    if (found.length === 0) return [];
    const shown = verbose ? found : found.slice(0, mostFindings);
    const rest = found.length - shown.length;
    const { title, note } = findingHeadings[kind];
    return section(`${title} (${found.length})`, [
      ...(note === null ? [] : [line(2, note)]),
      ...sameFindings(shown).map(({ application, subjects, message }) =>
        line(2, `${application}  ${subjects.join(", ")}  `, ink("faint", message)),
      ),
      ...(rest > 0 ? [line(2, ink("faint", `and ${rest} more (--verbose shows each)`))] : []),
    ]);
  });
}

/** Findings of one kind that say the same of several subjects, as one. */
function sameFindings(findings: readonly Finding[]) {
  const found = new Map<string, { application: string; subjects: string[]; message: string }>();
  for (const { application, subject, message } of findings) {
    const key = JSON.stringify([application, message]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { application, subjects: [subject], message });
    else known.subjects.push(subject);
  }
  return [...found.values()];
}

function basisLines(plan: Plan): readonly Line[] {
  const { basis } = plan;
  const short = (digest: string): string => digest.slice(0, "sha256:".length + 12);
  return section(
    "Basis",
    table(2, [
      ["commit", basis.commit ?? "none: a working directory"],
      ["at", `${basis.at}, expires ${basis.expires}`],
      ["inputs", `${count(Object.keys(basis.inputs).length, "file")}, policy ${short(basis.policy)}`],
      ["roster", count(plan.people, "person", "people")],
      ["plan", `${short(plan.digest)}, operations ${short(plan.operations)}`],
      ["engine", basis.engine],
      ...(basis.undoes === undefined ? [] : [["undoes", `run ${basis.undoes.sequence}, ${short(basis.undoes.run)}`]]),
    ]),
  );
}
