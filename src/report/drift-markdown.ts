import { compareText } from "../model/compare.ts";
import type { DriftedChange, DriftReport } from "../model/drift.ts";
import { count, kindWords, objectWords } from "./change-words.ts";
import { askedWords, driftSentence, momentWords, pendingWords, type Standing, standings } from "./drift-words.ts";
import { type Block, foldedBlock, type Part, type Row, row, tableBlock, withinLimit } from "./markdown-block.ts";
import { code } from "./markdown-escape.ts";
import { leftSentence, weigh } from "./markdown-rows.ts";
import { type Speech, subjectCode, valueCode } from "./markdown-words.ts";
import { findingParts } from "./plan-markdown.ts";

/** Most bytes of a text: GitHub takes 65,536 characters, and a marker goes before it. */
const limit = 60_000;

/** By id only: what is published is hard to erase. */
const speech: Speech = { names: { people: new Map() }, showNames: false };

/** A report for a summary: what was changed by hand, then what is pending and the findings, folded. At most 60,000 bytes of ASCII. */
export function driftMarkdown(report: DriftReport): string {
  const head = `**${code(report.organization)}: ${driftSentence(report)}**\n\n`;
  const parts = [driftPart(report.drift), pendingPart(report), ...findingParts(report)];
  return head + withinLimit(parts, limit - head.length).text;
}

/** What was changed by hand, a row for each change, within so many bytes. */
export function driftTable(drift: readonly DriftedChange[], room: number): string {
  return withinLimit([driftPart(drift)], room).text;
}

/** Bytes that text beside a table may take. */
export const roomBeside = (text: string): number => limit - text.length;

function driftPart(drift: readonly DriftedChange[]): Part {
  const columns = ["application", "who", "now", "should be", "changed after", "putting it back", "key"];
  const rows = drift.map(driftRow);
  const block: Block = { ...tableBlock(`Changed by hand (${drift.length})`, columns, rows), left: leftOut };
  return { must: true, variants: rows.length === 0 ? [] : [block] };
}

function leftOut(rows: readonly Row[]): string {
  return `\n**${leftSentence(rows, "changes by hand")}** \`rollcall drift --verbose\` lists each.\n`;
}

function driftRow(drifted: DriftedChange): Row {
  const { change, decision, since } = drifted;
  const told = standings(change);
  const asked = askedWords(drifted).map((each) => code(each));
  const by = asked.length === 0 ? "" : ` by ${asked.join(", ")}`;
  return row(
    [
      code(change.application),
      subjectCode(speech, change),
      told.map((each) => `${code(each.what)} ${sideMarkup(each, each.now)}`).join("<br>"),
      told.map((each) => sideMarkup(each, each.should)).join("<br>"),
      momentWords(since),
      `${verdictWords[decision.verdict]}${by}, risk ${decision.risk}`,
      isNamed(drifted) ? "*not shown*" : code(change.key, Number.POSITIVE_INFINITY),
    ],
    weigh([drifted]),
  );
}

const verdictWords = { allow: "allowed", warn: "warned of", "needs-approval": "needs approval", deny: "**denied**" };

function sideMarkup({ what, isValue }: Standing, value: string): string {
  return isValue ? valueCode(speech, what, value) : value;
}

/** Whether a key names an account by its user name, which may be somebody's address. */
export function isNamed({ change }: Pick<DriftedChange, "change">): boolean {
  return change.person === null && change.account === null;
}

function pendingPart({ pending }: DriftReport): Part {
  const rows = pending
    .toSorted((a, b) => compareText(a.change.key, b.change.key))
    .map(({ change, why }) => {
      const object = [change.application, objectWords(change)].filter(Boolean).join(" ");
      return row([
        subjectCode(speech, change),
        `${kindWords[change.kind].verb} ${code(object)}`,
        code(pendingWords(why)),
      ]);
    });
  const title = `Pending: ${count(pending.length, "change")}`;
  return { must: false, variants: rows.length === 0 ? [] : [foldedBlock(title, ["who", "what", "because"], rows)] };
}
