import type { Source } from "../model/source.ts";
import { visible } from "./visible.ts";

/** One test of a policy and how it ended. */
export interface PolicyTestRow {
  readonly name: string;
  readonly at: Source;
  readonly status: "passed" | "failed" | "skipped" | "error";
  readonly output: string;
}

/**
 * What did not pass, each with its place and what it printed, and a count of all. Whoever proposes a policy chooses what it prints: that
 * reaches no terminal as a command, and no runner, which looks behind spaces too.
 */
export function policyTestText(tests: readonly PolicyTestRow[]): string {
  const count = (status: PolicyTestRow["status"]) => tests.filter((test) => test.status === status).length;
  const rows = tests
    .filter(({ status }) => status !== "passed")
    .flatMap(({ name, at, status, output }) => [
      harmless(`${at.file}:${at.line} ${status} ${name}`),
      ...output.split("\n").flatMap((line) => (line === "" ? [] : [`    | ${harmless(line)}`])),
    ]);
  const failed = count("failed") + count("error");
  return [
    ...rows,
    `${count("passed")} passed, ${failed} failed${count("skipped") > 0 ? `, ${count("skipped")} skipped` : ""}`,
  ].join("\n");
}

/** `##[error]` and `##vso[…]` are commands of runners wherever they stand in a line. */
function harmless(line: string): string {
  return visible(line.replaceAll("\t", "  ")).replace(/##(?=\w*\[)/g, "#\\u{23}");
}
