import { doubtful, quoted, wrong } from "../document/diagnose.ts";
import { didYouMean, nearest } from "../document/nearest.ts";
import type { Parsed, ValuePath } from "../document/parsed.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { personKinds, personStatuses } from "./roster-file.ts";
import { personColumns } from "./roster-table.ts";
import type { WrittenIndex } from "./written.ts";

/** Conditions on people, and where they stand. */
export interface PlacedConditions {
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  readonly document: Parsed;
  readonly path: ValuePath;
  /** Whether `status` may be a condition: a birthright never depends on it. */
  readonly allowsStatus: boolean;
}

/** Conditions must name columns of the roster, and values that are possible; a value that nobody has is doubtful. */
export function checkConditions(written: WrittenIndex, placed: PlacedConditions): readonly Diagnostic[] {
  return Object.entries(placed.conditions).flatMap(([attribute, values]) => {
    const fault = checkAttribute(written, attribute, placed);
    if (fault !== null) return [fault];
    return values.flatMap((value, index) => {
      const at = placed.document.at([...placed.path, attribute, index]);
      if (attribute === "kind") return oneOf(personKinds, { attribute, value, at });
      if (attribute === "status") return oneOf(personStatuses, { attribute, value, at });
      return held(written, { attribute, value, at });
    });
  });
}

/** Whether an attribute can be a condition, with the reason when it cannot. */
export function checkAttribute(
  { roster }: WrittenIndex,
  attribute: string,
  { document, path, allowsStatus }: Omit<PlacedConditions, "conditions">,
): Diagnostic | null {
  const allowed = new Set(["kind", ...(allowsStatus ? ["status"] : []), ...(roster?.attributes ?? [])]);
  if (allowed.has(attribute)) return null;
  const at = document.keyAt([...path, attribute]);
  if (personColumns.some((column) => column === attribute)) {
    const message = `${quoted(attribute)} cannot be a condition here`;
    return wrong({ code: "reserved-attribute", at, message, hint: `use one of: ${[...allowed].join(", ")}` });
  }
  if (roster === null) return null;
  const message = `the roster has no column ${quoted(attribute)}`;
  const hint = didYouMean(attribute, allowed) ?? `use one of: ${[...allowed].join(", ")}`;
  return wrong({ code: "unknown-attribute", at, message, hint });
}

interface PlacedValue {
  readonly attribute: string;
  readonly value: string;
  readonly at: Diagnostic["at"];
}

function oneOf(allowed: readonly string[], { attribute, value, at }: PlacedValue): readonly Diagnostic[] {
  if (allowed.includes(value)) return [];
  const guess = didYouMean(value, allowed);
  const hint = `${guess === null ? "" : `${guess} `}allowed: ${allowed.join(", ")}`;
  return [wrong({ code: "not-allowed", at, message: `the ${attribute} is ${quoted(value)}`, hint })];
}

function held(written: WrittenIndex, { attribute, value, at }: PlacedValue): readonly Diagnostic[] {
  if (written.roster === null) return [];
  const values = written.valuesOf(attribute);
  if (values.has(value)) return [];
  const guess = values.size > 5_000 ? null : nearest(value, values);
  const hint = guess === null ? "check how the roster spells it" : `did you mean "${guess}"?`;
  return [doubtful({ code: "unheld-value", at, message: `nobody's ${attribute} is ${quoted(value)}`, hint })];
}
