import type { Diagnostic } from "../model/diagnostic.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { Source } from "../model/source.ts";
import { explainFailure, readLocation } from "./compiler-message.ts";
import { textOf } from "./json.ts";
import { locateCompiler } from "./opa.ts";
import type { PolicyData } from "./policy-data.ts";
import { checkPaths, inWorkspace, OWN } from "./workspace.ts";
import type { PolicySource, PolicyWorld } from "./world.ts";

/** One test rule (`test_…`) and how it went. */
export interface PolicyTest {
  /** `package.rule`, without the leading `data.`. */
  readonly name: string;
  readonly at: Source;
  readonly status: "passed" | "failed" | "skipped" | "error";
  /** What `print` said, and the error's text; empty when there was nothing. */
  readonly output: string;
}

/** What a test run showed; `passed` is true only when there were tests and none failed. */
export type TestReport =
  | { readonly kind: "ran"; readonly passed: boolean; readonly tests: readonly PolicyTest[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** What to test, and the data that the tests see unless they bring their own. */
export interface TestSubject {
  readonly sources: readonly PolicySource[];
  readonly tests: readonly PolicySource[];
  readonly data: PolicyData;
}

/** Runs `opa test` over policies and their tests, in the order of files and lines. Throws `policy-unavailable`. */
export async function testPolicies(subject: TestSubject, world: PolicyWorld): Promise<TestReport> {
  const files = [...new Map([...subject.sources, ...subject.tests].map((file) => [file.path, file])).values()];
  const misplaced = checkPaths(files);
  if (misplaced.length > 0) return { kind: "invalid", diagnostics: misplaced };
  if (files.length === 0) return { kind: "ran", passed: false, tests: [] };
  const data = dataFile(subject.data);
  const content = { policies: files, added: [data], compiler: await locateCompiler(world) };
  return inWorkspace(content, world, async (workspace) => {
    const { stdout, stderr } = await workspace.opa(["test", "--format", "json"], [data.path, ...workspace.paths]);
    const report = readReport(new TextDecoder().decode(stdout));
    return report ?? { kind: "invalid", diagnostics: await explainFailure(workspace, stderr) };
  });
}

/** What policies look up, as a file of a workspace. */
export function dataFile(data: PolicyData): PolicySource {
  return { path: `${OWN}/data.json`, text: JSON.stringify(data) };
}

function readReport(text: string): TestReport | null {
  const rows = parseJson(text);
  if (!Array.isArray(rows)) return null;
  const tests = rows.filter(isRecord).map(readTest).sort(bySource);
  const failed = tests.some(({ status }) => status === "failed" || status === "error");
  return { kind: "ran", passed: tests.length > 0 && !failed, tests };
}

function readTest(row: Readonly<Record<string, unknown>>): PolicyTest {
  const error = isRecord(row["error"]) ? textOf(row["error"]["message"]) : "";
  const printed = Buffer.from(textOf(row["output"]), "base64").toString("utf8");
  return {
    name: `${textOf(row["package"]).replace(/^data\./, "")}.${textOf(row["name"])}`,
    at: readLocation(row["location"]),
    status: statusOf(row),
    output: `${printed}${error}`.trim(),
  };
}

function statusOf(row: Readonly<Record<string, unknown>>): PolicyTest["status"] {
  if (row["error"] !== undefined) return "error";
  if (row["fail"] === true) return "failed";
  return row["skip"] === true ? "skipped" : "passed";
}

function bySource(a: PolicyTest, b: PolicyTest): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
  return a.at.line - b.at.line;
}
