import type { Dialect } from "../dialect.ts";
import { badRequest } from "../protocol/scim-error.ts";
import type { Operation } from "./patch.ts";

/** Throws the refusal of a PATCH whose operations may not come together, or not at all, in this dialect. */
export function checkOperations(dialect: Dialect, operations: readonly Operation[]): void {
  const { maxOperations } = dialect.writes;
  if (maxOperations !== null && operations.length > maxOperations) {
    throw badRequest("tooMany", `a request may hold at most ${maxOperations} operations`);
  }
  const { members } = dialect;
  const onMembers = operations.filter(isOnMembers);
  if (members.maxOperations !== null && onMembers.length > members.maxOperations) {
    throw badRequest("invalidValue", `a request may hold at most ${members.maxOperations} operations on members`);
  }
  if (!members.mixed && onMembers.length > 0 && onMembers.length < operations.length) {
    throw badRequest("invalidValue", "a request may not change members and something else");
  }
  if (members.removeByValue || !onMembers.some(isByValue)) return;
  throw badRequest("invalidValue", 'members are removed by a path: members[value eq "…"]');
}

/** Whether an operation is about the members of a group. */
export function isOnMembers({ path }: Pick<Operation, "path">): boolean {
  return path !== null && /^(?:urn:.*:)?members\b/i.test(path.trim());
}

function isByValue({ op, value }: Operation): boolean {
  return op === "remove" && value !== undefined && value !== null;
}
