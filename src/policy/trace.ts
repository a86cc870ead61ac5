import { isRecord } from "../model/plain-json.ts";
import type { Source } from "../model/source.ts";
import { readLocation } from "./compiler-message.ts";
import { textOf } from "./json.ts";
import { termValue } from "./rego-term.ts";
import type { PolicySource } from "./world.ts";

/** One line of a rule's body; what the compiler added to compute a part of the next line is `generated`. */
export interface TraceLine {
  readonly terms: unknown;
  readonly isNegated: boolean;
  readonly isGenerated: boolean;
  /** Null where it was never reached. */
  readonly at: Source | null;
}

/** A rule whose body held once, with everything that its variables stood for then. */
export interface TraceExit {
  /** With its package: `rollcall.deny`. */
  readonly name: string;
  readonly at: Source;
  readonly head: Readonly<Record<string, unknown>>;
  readonly lines: readonly TraceLine[];
  /** Values of variables, under the compiler's names for them. */
  readonly locals: ReadonlyMap<string, unknown>;
  /** What variables are called in the source, by the compiler's names. */
  readonly written: ReadonlyMap<string, string>;
}

/** Reads what `opa eval --explain full` tells, in its order: every rule each time that its body held. */
export function readTrace(events: unknown, sources: readonly PolicySource[]): readonly TraceExit[] {
  const packages = new Map(sources.map(({ path, text }) => [path, packageOf(text)]));
  const places = new Map<string, Source>();
  const exits: TraceExit[] = [];
  for (const event of Array.isArray(events) ? events.filter(isRecord) : []) {
    const node = event["Node"];
    if (!isRecord(node)) continue;
    const query = String(event["QueryID"]);
    if (event["Op"] === "Eval") places.set(`${query}/${String(node["index"])}`, readLocation(event["Location"]));
    if (event["Op"] !== "Exit" || !isRecord(node["head"])) continue;
    const at = readLocation(event["Location"]);
    const owner = packages.get(at.file) ?? "";
    exits.push(readExit(event, { at, owner, placeOf: (index) => places.get(`${query}/${index}`) ?? null }));
  }
  return exits;
}

function readExit(
  event: Readonly<Record<string, unknown>>,
  known: { readonly at: Source; readonly owner: string; readonly placeOf: (index: number) => Source | null },
): TraceExit {
  const node = isRecord(event["Node"]) ? event["Node"] : {};
  const head = isRecord(node["head"]) ? node["head"] : {};
  const lines = Array.isArray(node["body"]) ? node["body"].filter(isRecord) : [];
  return {
    name: [known.owner, ...namesIn(head["ref"])].join("."),
    at: known.at,
    head,
    lines: lines.map((line) => ({
      terms: line["terms"],
      isNegated: line["negated"] === true,
      isGenerated: line["generated"] === true,
      at: typeof line["index"] === "number" ? known.placeOf(line["index"]) : null,
    })),
    locals: readLocals(event["Locals"]),
    written: readWritten(event["LocalMetadata"]),
  };
}

/** The package that a text says it belongs to. */
function packageOf(text: string): string {
  return /^package\s+([\w.]+)/m.exec(text)?.[1] ?? "";
}

function namesIn(ref: unknown): readonly string[] {
  return Array.isArray(ref) ? ref.filter(isRecord).map(({ value }) => textOf(value)) : [];
}

function readLocals(locals: unknown): ReadonlyMap<string, unknown> {
  const nothing = { locals: new Map(), input: undefined, data: {} };
  const rows = Array.isArray(locals) ? locals.filter(isRecord) : [];
  return new Map(rows.map((row) => [textOf(row["name"]), termValue(row, nothing)]));
}

/** Variables that the compiler made up keep their name, which begins with `__`. */
function readWritten(metadata: unknown): ReadonlyMap<string, string> {
  const rows = isRecord(metadata) ? Object.entries(metadata) : [];
  const names = rows.map(([name, row]): [string, string] => [name, isRecord(row) ? textOf(row["name"]) : ""]);
  return new Map(names.filter(([, name]) => name !== "" && !name.startsWith("__") && !name.startsWith("$")));
}
