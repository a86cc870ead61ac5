import type { Diagnostic } from "../model/diagnostic.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { Source } from "../model/source.ts";
import { textOf } from "./json.ts";
import type { Workspace } from "./workspace.ts";

/** Everything that is wrong with the policies, with places: other commands of OPA explain themselves in prose only. */
export async function explainFailure(workspace: Workspace, prose: string): Promise<readonly Diagnostic[]> {
  const { stderr } = await workspace.opa(["check", "--format", "json", "--max-errors", "500"], workspace.paths);
  const found = readErrors(stderr);
  if (found.length > 0) return found;
  const at = { file: workspace.paths[0] ?? "policies", line: 1, column: 1 };
  return [{ severity: "error", code: "rego-build-error", message: prose.trim(), at }];
}

/** A place as OPA writes it, `{file, row, col}`; missing numbers read as 1. */
export function readLocation(location: unknown): Source {
  const { file, row, col } = isRecord(location) ? location : {};
  return { file: textOf(file), line: positiveOf(row), column: positiveOf(col) };
}

/** What the compiler's JSON report names as wrong; nothing when it is none. */
export function readErrors(text: string): readonly Diagnostic[] {
  const report = parseJson(text);
  const errors = isRecord(report) && Array.isArray(report["errors"]) ? report["errors"] : [];
  return errors.filter(isRecord).map((error) => {
    const message = textOf(error["message"]);
    const hint = hintFor(message, error["details"]);
    return {
      severity: "error",
      code: textOf(error["code"]).replaceAll("_", "-") || "rego-error",
      message,
      at: readLocation(error["location"]),
      ...(hint === null ? {} : { hint }),
    };
  });
}

function hintFor(message: string, details: unknown): string | null {
  const name = /^undefined function (\S+)/.exec(message)?.[1];
  if (name !== undefined)
    return `${name} is neither defined here nor a built-in that policies may use (the list: docs/policies.md)`;
  if (message.startsWith("undefined ref: input")) return `${fieldsOf(details)}the fields: docs/policies.md`;
  return message.startsWith("match error") ? "to ask whether it is null, write is_null(…)" : null;
}

function fieldsOf(details: unknown): string {
  const fields = isRecord(details) && Array.isArray(details["oneOf"]) ? details["oneOf"].map(textOf) : [];
  return fields.length === 0 ? "" : `there are ${fields.join(", ")}; `;
}

function positiveOf(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 1;
}
