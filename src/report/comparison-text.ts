import type { RecordComparison } from "../model/plan-record.ts";
import { visible } from "./visible.ts";

/** What holding a plan against its record came to, for whoever waits for the apply. */
export function comparisonText(comparison: RecordComparison): string {
  switch (comparison.kind) {
    case "equal":
      return "exactly what was shown";
    case "subset":
      return `part of what was shown; not to be done any more: ${listed(comparison.gone)}`;
    case "expired":
      return `what was shown counted until ${comparison.since}: plan again`;
    case "different": {
      const { moved, added, stricter } = comparison;
      const parts = [
        ...(moved.length === 0 ? [] : [`another ${moved.join(", another ")}`]),
        ...(added.length === 0 ? [] : [`not shown: ${listed(added)}`]),
        ...(stricter.length === 0 ? [] : [`judged more strictly than what was shown: ${listed(stricter)}`]),
      ];
      return `this is not what was shown: ${parts.join("; ")}. Plan again, and have it approved again`;
    }
  }
}

/** What was done although no pull request showed it. */
export function unshownText(keys: readonly string[]): string {
  return `shown in no pull request, and policy asks nobody for it: ${listed(keys)}`;
}

const mostNamed = 20;

function listed(keys: readonly string[]): string {
  const rest = keys.length - mostNamed;
  return keys.slice(0, mostNamed).map(visible).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
