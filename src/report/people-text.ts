import { compareText } from "../model/compare.ts";
import type { Names } from "../model/names.ts";
import type { Plan, PlannedChange } from "../model/plan.ts";
import { count, isDestructive, kindWords, type Sign } from "./change-words.ts";
import { blank, type Cell, type Ink, ink, type Line, line, type Span, table, whole } from "./lines.ts";
import { personWords } from "./person-words.ts";
import { reasonGroups, type SameChange } from "./reason-group.ts";
import { riskiest, riskWords } from "./risk-words.ts";
import { type Situation, type Subject, situations, subjectsOf } from "./subject.ts";
import { attributeTransitions, holdingTransitions } from "./transition.ts";

/** More people than this, and harmless ones are folded into counts per role unless every detail is asked for. */
const longPlan = 40;

const headings: Readonly<Record<Situation, string>> = {
  leaver: "Leavers",
  "loses-access": "Losing access",
  nobody: "Accounts of nobody on the roster",
  mover: "Movers",
  other: "Other changes",
  joiner: "Joiners",
};

/** The colour of a sign. */
export const signInk: Readonly<Record<Sign, Ink>> = { "+": "add", "~": "change", "-": "remove" };

/** Every person whom a plan touches with the changes and the rules behind them, destructive situations first. */
export function peopleLines(plan: Plan, names: Names, verbose: boolean): readonly Line[] {
  const subjects = subjectsOf(plan);
  const folds = !verbose && subjects.length > longPlan;
  return situations.flatMap((situation) => {
    const all = subjects.filter((subject) => subject.situation === situation);
    if (all.length === 0) return [];
    const folded = folds ? all.filter(isHarmless) : [];
    const shown = folds ? all.filter((subject) => !isHarmless(subject)) : all;
    return [
      line(0, ink("strong", `${headings[situation]} (${all.length})`)),
      ...shown.flatMap((subject) => subjectLines(subject, names)),
      ...foldedLines(folded),
      blank,
    ];
  });
}

function isHarmless(subject: Subject): boolean {
  return subject.changes.every(({ change, decision }) => !isDestructive(change) && decision.verdict === "allow");
}

function foldedLines(folded: readonly Subject[]): readonly Line[] {
  if (folded.length === 0) return [];
  const holders = new Map<string, number>();
  for (const subject of folded) {
    for (const role of rolesOf(subject)) holders.set(role, (holders.get(role) ?? 0) + 1);
  }
  const roles = [...holders.entries()].toSorted(([a, x], [b, y]) => y - x || compareText(a, b));
  const all = folded.reduce((sum, subject) => sum + subject.changes.length, 0);
  return [
    line(
      2,
      ink("add", "+"),
      ` ${count(folded.length, "person", "people")} with ${count(all, "harmless change")}, folded (--verbose shows each)`,
    ),
    ...table(
      6,
      roles.map(([role, people]) => [`role ${role}`, count(people, "person", "people")]),
    ),
  ];
}

function rolesOf(subject: Subject): ReadonlySet<string> {
  const causes = subject.changes.flatMap(({ change }) => change.because);
  return new Set(causes.flatMap((cause) => ("role" in cause ? [cause.role] : [])));
}

function subjectLines(subject: Subject, names: Names): readonly Line[] {
  const sign = subjectSign(subject);
  const who = subject.person === null ? subject.userName : personWords(names, subject.person);
  return [
    line(2, ink(signInk[sign], sign), ` ${who}`, ...risk(subject)),
    ...(subject.situation === "mover" ? transitionLines(subject) : []),
    ...reasonLines(subject.changes),
  ];
}

function subjectSign(subject: Subject): Sign {
  if (subject.situation === "joiner") return "+";
  if (subject.situation === "mover") return "~";
  const signs = new Set(subject.changes.map(({ change }) => kindWords[change.kind].sign));
  return signs.has("-") ? "-" : signs.has("~") ? "~" : "+";
}

function risk({ changes }: Subject): readonly Span[] {
  const decision = riskiest(changes.map((planned) => planned.decision));
  return decision === null ? [] : [ink("faint", `  risk ${riskWords(decision)}`)];
}

function transitionLines(subject: Subject): readonly Line[] {
  return table(
    6,
    [...attributeTransitions(subject.changes), ...holdingTransitions(subject.changes)].map(
      ({ what, before, after }) => [what, before || "(nothing)", "->", after || "(nothing)"],
    ),
  );
}

function reasonLines(changes: readonly PlannedChange[]): readonly Line[] {
  return reasonGroups(changes).flatMap(({ because, rows }) => [
    ...(because === null ? [] : [line(6, ink("faint", `because ${because}`))]),
    ...table(because === null ? 6 : 8, rows.map(changeCells)),
  ]);
}

function changeCells({ first: { change, decision }, applications, object }: SameChange): readonly Cell[] {
  const { sign, verb } = kindWords[change.kind];
  const teams = [...new Set(decision.approvals.map(({ from }) => from))].join(", ");
  const isDenied = decision.verdict === "deny" && decision.denials.length === 0;
  const marks = [
    ...(change.irreversible === undefined ? [] : [ink("warn", `cannot be undone: ${change.irreversible}`)]),
    ...decision.denials.map(({ rule }) => whole("remove", `[denied: ${rule}]`)),
    ...(isDenied ? [whole("remove", "[denied]")] : []),
    ...(teams === "" ? [] : [whole("warn", `[needs ${teams}]`)]),
    ...decision.warnings.map(({ rule }) => whole("warn", `[warning: ${rule}]`)),
  ];
  const gap = object === "" ? "" : "  ";
  return [
    ink(signInk[sign], `${sign} ${verb}`),
    applications.join(", "),
    [object, ...marks.flatMap((mark, index) => [index === 0 ? gap : "  ", mark])],
  ];
}
