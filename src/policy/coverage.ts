import type { Diagnostic } from "../model/diagnostic.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { FileCoverage, LineCoverage, PolicyCoverage, RuleCoverage } from "../model/policy-coverage.ts";
import { locateCompiler } from "./opa.ts";
import { type ParsedRule, parseRules } from "./parse-rules.ts";
import { dataFile, type PolicyTest, type TestSubject, testPolicies } from "./test-run.ts";
import { inWorkspace, type Workspace } from "./workspace.ts";
import type { PolicyWorld } from "./world.ts";

/** What measuring gives: tests that do not pass prove nothing, so they are all that is told then. */
export type CoverageReport =
  | { readonly kind: "measured"; readonly coverage: PolicyCoverage }
  | { readonly kind: "failed"; readonly tests: readonly PolicyTest[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Runs the tests, and tells which lines and rules of the policies they ran. Throws `policy-unavailable`. */
export async function measureCoverage(subject: TestSubject, world: PolicyWorld): Promise<CoverageReport> {
  const tested = await testPolicies(subject, world);
  if (tested.kind === "invalid") return tested;
  if (!tested.passed) return { kind: "failed", tests: tested.tests };
  const { sources, tests } = subject;
  const data = dataFile(subject.data);
  const content = { policies: [...sources, ...tests], added: [data], compiler: await locateCompiler(world) };
  return inWorkspace(content, world, async (workspace) => {
    const { stdout } = await workspace.opa(["test", "--coverage", "--format", "json"], [data.path, ...workspace.paths]);
    const lines = readLines(new TextDecoder().decode(stdout));
    const files = await Promise.all(sources.map(({ path }) => measureFile(workspace, path, lines)));
    return { kind: "measured", coverage: addUp(files.sort((a, b) => (a.file < b.file ? -1 : 1))) };
  });
}

type Lines = ReadonlyMap<string, Pick<LineCoverage, "covered" | "uncovered">>;

function readLines(text: string): Lines {
  const report = parseJson(text);
  const files = isRecord(report) && isRecord(report["files"]) ? report["files"] : {};
  const read = ([path, file]: [string, unknown]) =>
    [
      path,
      isRecord(file)
        ? { covered: rowsOf(file["covered"]), uncovered: rowsOf(file["not_covered"]) }
        : { covered: [], uncovered: [] },
    ] as const;
  return new Map(Object.entries(files).map(read));
}

/** `[{"start": {"row": 3}, "end": {"row": 5}}]` as 3, 4, 5. */
function rowsOf(ranges: unknown): readonly number[] {
  return (Array.isArray(ranges) ? ranges : []).flatMap((range: unknown) => {
    const [start, end] = isRecord(range) ? [rowOf(range["start"]), rowOf(range["end"])] : [0, -1];
    return Array.from({ length: end - start + 1 }, (_, index) => start + index);
  });
}

function rowOf(place: unknown): number {
  return isRecord(place) && typeof place["row"] === "number" ? place["row"] : 0;
}

async function measureFile(workspace: Workspace, file: string, lines: Lines): Promise<FileCoverage> {
  const { covered, uncovered } = lines.get(file) ?? { covered: [], uncovered: [] };
  const rules = await parseRules(workspace, file);
  return { file, ...withShare(covered, uncovered), rules: rules.map((rule) => measureRule(rule, covered, uncovered)) };
}

function measureRule(rule: ParsedRule, covered: readonly number[], uncovered: readonly number[]): RuleCoverage {
  const { name, id, at, lastLine } = rule;
  const isOwn = (line: number) => line >= at.line && line <= lastLine;
  return { name, id, at, ...withShare(covered.filter(isOwn), uncovered.filter(isOwn)) };
}

function withShare(covered: readonly number[], uncovered: readonly number[]): LineCoverage {
  return { covered, uncovered, share: shareOf(covered.length, uncovered.length) };
}

function addUp(files: readonly FileCoverage[]): PolicyCoverage {
  const coveredLines = files.reduce((sum, { covered }) => sum + covered.length, 0);
  const uncoveredLines = files.reduce((sum, { uncovered }) => sum + uncovered.length, 0);
  return { files, lines: coveredLines + uncoveredLines, coveredLines, share: shareOf(coveredLines, uncoveredLines) };
}

function shareOf(covered: number, uncovered: number): number {
  return covered + uncovered === 0 ? 1 : covered / (covered + uncovered);
}
