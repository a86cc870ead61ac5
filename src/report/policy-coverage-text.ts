import type { LineCoverage, PolicyCoverage, RuleCoverage } from "../model/policy-coverage.ts";
import { count, sourceWords } from "./change-words.ts";
import { blank, type Ink, ink, type Line, line, render, type TextOptions, table } from "./lines.ts";

/** The share of every policy that its tests ran, then every rule that they did not run as a whole, with its lines. */
export function policyCoverageText(coverage: PolicyCoverage, options: TextOptions): string {
  const { files, lines, coveredLines, share } = coverage;
  const rows = files.map((file) => [file.file, shareSpan(file), `${file.covered.length} of ${linesOf(file)} lines`]);
  const total = `${coveredLines} of ${count(lines, "line")} in ${count(files.length, "policy", "policies")}`;
  return render(
    [
      ...table(0, rows),
      blank,
      ...uncoveredLines(files.flatMap(({ rules }) => rules)),
      line(0, ink("strong", percent(share)), `: the tests run ${total}.`),
    ],
    options,
  );
}

/** `95 %`, `99.9 %`; whole only when it is. */
function percent(share: number): string {
  const tenths = Math.floor(share * 1000);
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} %`;
}

function uncoveredLines(rules: readonly RuleCoverage[]): readonly Line[] {
  const open = rules.filter(({ uncovered }) => uncovered.length > 0);
  if (open.length === 0) return [];
  const rows = open.map((rule) => [
    sourceWords(rule.at),
    `${rule.name}${rule.id === null ? "" : ` ${rule.id}`}`,
    shareSpan(rule),
    `not run: ${rule.uncovered.length === 1 ? "line" : "lines"} ${ranges(rule.uncovered)}`,
  ]);
  return [line(0, ink("strong", "Rules that no test runs as a whole")), ...table(2, rows), blank];
}

function linesOf({ covered, uncovered }: LineCoverage): number {
  return covered.length + uncovered.length;
}

function shareSpan({ share }: LineCoverage) {
  const colour: Ink = share === 1 ? "add" : share === 0 ? "remove" : "warn";
  return ink(colour, percent(share));
}

/** `3-5, 9`. */
function ranges(numbers: readonly number[]): string {
  const found: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const open = found.at(-1);
    if (open !== undefined && open.last === number - 1) open.last = number;
    else found.push({ first: number, last: number });
  }
  return found.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(", ");
}
