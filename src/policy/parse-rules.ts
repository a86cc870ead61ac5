import { isRecord, parseJson } from "../model/plain-json.ts";
import type { Source } from "../model/source.ts";
import { readLocation } from "./compiler-message.ts";
import { textOf } from "./json.ts";
import type { Workspace } from "./workspace.ts";

/** A rule as it stands in its file. */
export interface ParsedRule {
  /** Its name with its package: `rollcall.deny`. */
  readonly name: string;
  /** The first text after `"rule":` in it; null when there is none. */
  readonly id: string | null;
  readonly at: Source;
  readonly lastLine: number;
}

/** The rules of one file of a workspace, in their order; none when the file does not parse. */
export async function parseRules(workspace: Workspace, path: string): Promise<readonly ParsedRule[]> {
  const { stdout } = await workspace.parse(path);
  const module = parseJson(new TextDecoder().decode(stdout));
  if (!isRecord(module) || !Array.isArray(module["rules"])) return [];
  const owner = packageOf(module["package"]);
  return module["rules"].filter(isRecord).map((rule) => readRule(rule, owner));
}

function readRule(rule: Readonly<Record<string, unknown>>, owner: string): ParsedRule {
  const at = readLocation(rule["location"]);
  const text = textAt(rule["location"]);
  const head = isRecord(rule["head"]) ? pathOf(rule["head"]["ref"]) : [];
  return {
    name: [owner, ...head].join("."),
    id: /"rule"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? null,
    at,
    lastLine: at.line + text.split("\n").length - 1,
  };
}

/** The path begins with `data`, which nobody writes. */
function packageOf(declaration: unknown): string {
  return isRecord(declaration) ? pathOf(declaration["path"]).slice(1).join(".") : "";
}

function pathOf(ref: unknown): readonly string[] {
  return Array.isArray(ref) ? ref.map((term: unknown) => (isRecord(term) ? textOf(term["value"]) : "")) : [];
}

function textAt(location: unknown): string {
  return isRecord(location) ? Buffer.from(textOf(location["text"]), "base64").toString("utf8") : "";
}
