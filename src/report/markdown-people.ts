import { compareText } from "../model/compare.ts";
import type { Plan } from "../model/plan.ts";
import { isDestructive, kindWords } from "./change-words.ts";
import { type Block, foldedBlock, type Part, type Row, row, tableBlock } from "./markdown-block.ts";
import { code } from "./markdown-escape.ts";
import { lossBlock, reasonRows, thingRows, weigh } from "./markdown-rows.ts";
import { becauseCode, changeMarkup, type Speech, subjectCode, valueCode } from "./markdown-words.ts";
import { riskWords } from "./risk-words.ts";
import { type Situation, type Subject, subjectsOf } from "./subject.ts";
import { attributeTransitions, holdingTransitions } from "./transition.ts";
import { deniedChanges } from "./verdict.ts";

const labels: Readonly<Record<Situation, string>> = {
  leaver: "leaver",
  "loses-access": "loses access",
  nobody: "not on the roster",
  mover: "mover",
  other: "",
  joiner: "joiner",
};

/** Changes that policy denies, one a row with the rule. */
export function deniedPart(plan: Plan, speech: Speech): Part {
  const whole = plan.decision.denials.map((hit) => row(["the plan as a whole", "", code(hit.rule), code(hit.message)]));
  const rows = deniedChanges(plan).map((planned) => {
    const hits = planned.decision.denials.map(({ rule, message }) => `${code(rule)} ${code(message)}`);
    const cells = [
      subjectCode(speech, planned.change),
      changeMarkup(speech, planned),
      hits.join(" ") || "no reason given",
    ];
    return row(cells, weigh([planned]));
  });
  const title = `Denied (${whole.length + rows.length})`;
  return must([lossBlock(tableBlock(title, ["who", "what", "rule"], [...whole, ...rows]), "denied changes")]);
}

/** Everything that takes something away: a row per person and reason or, when that is too long, ids per thing taken. */
export function destructivePart(plan: Plan, speech: Speech): Part {
  const taken = plan.changes.filter(({ change }) => isDestructive(change));
  if (taken.length === 0) return must([]);
  const title = `Takes access away (${taken.length})`;
  const rows = subjectsOf(plan).flatMap((subject) => lossRows(subject, speech));
  return must([
    lossBlock(tableBlock(title, ["who", "", "what", "because"], rows), "changes that take access away"),
    lossBlock(tableBlock(title, ["what", "", "who"], thingRows(taken)), "changes that take access away"),
  ]);
}

/** What needs somebody's yes and takes nothing away. */
export function approvalPart(plan: Plan, speech: Speech): Part {
  const waiting = plan.changes.filter(
    ({ change, decision }) =>
      !isDestructive(change) && (decision.approvals.length > 0 || decision.verdict === "needs-approval"),
  );
  if (waiting.length === 0) return must([]);
  const title = `Gives access that needs approval (${waiting.length})`;
  const rows = waiting.map((planned) => {
    const { change, decision } = planned;
    const from = [...new Set(decision.approvals.map((need) => need.from))].map((team) => code(team)).join(" ");
    return row(
      [
        subjectCode(speech, change),
        changeMarkup(speech, planned),
        from,
        riskWords(decision, code),
        becauseCode(change),
      ],
      weigh([planned]),
    );
  });
  return must([
    lossBlock(tableBlock(title, ["who", "what", "from", "risk", "because"], rows), "changes that need approval"),
    lossBlock(tableBlock(title, ["what", "", "who"], thingRows(waiting)), "changes that need approval"),
  ]);
}

/** Movers whose table a reader need not unfold. */
const mostUnfolded = 3;

/** Before and after for everybody who moves. */
export function moverPart(plan: Plan, speech: Speech): Part {
  const movers = subjectsOf(plan).filter(({ situation }) => situation === "mover");
  const rows = movers.flatMap((subject) => {
    const first = subject.changes[0];
    const who = first === undefined ? "" : subjectCode(speech, first.change);
    return [
      ...attributeTransitions(subject.changes).map(({ what, before, after }) =>
        row([who, code(what), valueCode(speech, what, before), valueCode(speech, what, after), ""]),
      ),
      ...holdingTransitions(subject.changes).map(({ what, before, after }) =>
        row([
          who,
          code(what),
          before === "" ? "nothing" : code(before),
          after === "" ? "nothing" : code(after),
          gainReasons(subject, what),
        ]),
      ),
    ];
  });
  const columns = ["who", "where", "before", "after", "gained because"];
  const title = `Movers (${movers.length})`;
  const folded = foldedBlock(title, columns, rows);
  return may(rows.length, movers.length > mostUnfolded ? [folded] : [tableBlock(title, columns, rows), folded]);
}

function gainReasons(subject: Subject, application: string): string {
  const gains = subject.changes.filter(
    ({ change }) => change.application === application && kindWords[change.kind].sign === "+",
  );
  return [...new Set(gains.map(({ change }) => becauseCode(change)))].join(" ");
}

/** Joiners and harmless changes: a row per person and reason or, when that is too long, people per reason. */
export function harmlessPart(plan: Plan, speech: Speech, situation: "joiner" | "other"): Part {
  const own = subjectsOf(plan).filter((subject) => subject.situation === situation);
  const title = `${situation === "joiner" ? "Joiners" : "Other changes"} (${own.length})`;
  const rows = own.flatMap((subject) => reasonRows(subject.changes, speech, []));
  const reasons = new Map<string, Set<string>>();
  for (const { change } of own.flatMap(({ changes }) => changes)) {
    const words = change.because.map((cause) => ("role" in cause ? `role ${cause.role}` : "no role")).join(", ");
    reasons.set(words, (reasons.get(words) ?? new Set()).add(change.person ?? change.userName));
  }
  const counts = [...reasons.entries()].toSorted(([a, x], [b, y]) => y.size - x.size || compareText(a, b));
  return may(rows.length, [
    foldedBlock(title, ["who", "what", "because"], rows),
    foldedBlock(
      title,
      ["because of", "people"],
      counts.map(([words, people]) => row([code(words), String(people.size)])),
    ),
  ]);
}

function lossRows(subject: Subject, speech: Speech): readonly Row[] {
  const lost = subject.changes.filter(({ change }) => isDestructive(change));
  return reasonRows(lost, speech, [labels[subject.situation]]);
}

function must(blocks: readonly Block[]): Part {
  return { must: true, variants: blocks.filter(({ rows }) => rows.length > 0) };
}

function may(rows: number, blocks: readonly Block[]): Part {
  return { must: false, variants: rows === 0 ? [] : blocks };
}
