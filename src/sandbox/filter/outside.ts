import type { FilterOperator, FilterRule } from "../dialect.ts";
import type { ResourceType } from "../schema/resource-type.ts";
import type { Filter } from "./parse.ts";

/** What in a filter this dialect does not answer, in words; null when it answers all of it. */
export function outsideOf(
  rule: FilterRule,
  type: ResourceType,
  { filter, text }: { readonly filter: Filter; readonly text: string },
): string | null {
  if (rule.maxCharacters !== null && text.length > rule.maxCharacters) {
    return `a filter may have ${rule.maxCharacters} characters, not ${text.length}`;
  }
  const nodes = [...nodesOf(filter)];
  if (rule.maxComparisons !== null && nodes.length > rule.maxComparisons) {
    return `a filter may have ${rule.maxComparisons} nodes, not ${nodes.length}`;
  }
  const operator = nodes.map(operatorOf).find((each) => !rule.operators.has(each));
  if (operator !== undefined) return `the filter operator ${operator} is not supported`;
  const paths = type.kind === "User" ? rule.users : rule.groups;
  if (paths === null) return null;
  const urn = `${type.urn.toLowerCase()}:`;
  const stranger = nodes
    .flatMap((each) => ("path" in each ? [each.path] : []))
    .find((path) => !paths.has(path.toLowerCase().replace(urn, "")));
  return stranger === undefined ? null : `${stranger} cannot be filtered by`;
}

/** A filter and every filter in it, also inside the brackets of a value path. */
function* nodesOf(filter: Filter): Generator<Filter> {
  yield filter;
  switch (filter.kind) {
    case "and":
    case "or":
      for (const each of filter.operands) yield* nodesOf(each);
      return;
    case "not":
      yield* nodesOf(filter.operand);
      return;
    case "values":
      yield* nodesOf(filter.filter);
      return;
    case "compare":
    case "present":
      return;
  }
}

function operatorOf(filter: Filter): FilterOperator {
  switch (filter.kind) {
    case "compare":
      return filter.operator;
    case "present":
      return "pr";
    case "values":
      return "[]";
    case "and":
    case "or":
    case "not":
      return filter.kind;
  }
}
