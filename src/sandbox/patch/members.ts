import type { Dialect } from "../dialect.ts";
import { isList, isObject, type Json, pick } from "../json.ts";
import { badRequest, ScimError } from "../protocol/scim-error.ts";
import type { MemberDraft } from "./member-draft.ts";
import type { Operation, PatchContext, Target } from "./patch.ts";

/** Applies one operation to the members of a group; adding a member who is in it changes nothing. */
export function patchMembers(draft: MemberDraft, operation: Operation, target: Target, context: PatchContext): void {
  if (target.part !== null || target.steps.length > 1) {
    throw badRequest("mutability", "the sub-attributes of a member cannot change: remove the member and add another");
  }
  if (target.selects !== null) {
    patchChosen(draft, operation, chosen(draft, target, context), context.dialect);
    return;
  }
  if (operation.op === "remove") {
    removeMembers(draft, operation.value, context.dialect);
    return;
  }
  if (operation.op === "replace") {
    refuseWhereFixed(context.dialect, "replace");
    draft.clear();
  }
  if (operation.value === undefined) throw badRequest("invalidValue", `${operation.op} of members needs a value`);
  const ids = memberIds(operation.value);
  draft.named += ids.length;
  for (const id of ids) {
    if (context.dialect.members.repeated === "break" && draft.has(id))
      throw new ScimError(500, `${id} is a member already`);
    addMember(draft, id, context);
  }
}

/** The ids in a value of `members`: a list of objects with `value`, or one such object. */
export function memberIds(value: Json): readonly string[] {
  if (value === null) return [];
  return (isList(value) ? value : [value]).map((element) => {
    const id = isObject(element) ? pick(element, "value") : undefined;
    if (typeof id !== "string") throw badRequest("invalidValue", "a member must be an object with a value");
    return id;
  });
}

/** Adds a member to a draft; throws a ScimError when there is nobody with this id. */
export function addMember(draft: MemberDraft, id: string, context: Pick<PatchContext, "isPossibleMember">): void {
  if (draft.has(id)) return;
  if (!context.isPossibleMember(id))
    throw badRequest("invalidValue", `there is no resource ${id} that could be a member`);
  draft.add(id);
}

function removeMembers(draft: MemberDraft, value: Json | undefined, dialect: Dialect): void {
  // RFC 7644 gives remove no value, but clients send one to say whom: taking it for "everybody" would be the worst reading.
  if (value === undefined || value === null) {
    refuseWhereFixed(dialect, "remove");
    draft.clear();
    return;
  }
  patchChosen(
    draft,
    { op: "remove", path: "members", value },
    memberIds(value).filter((id) => draft.has(id)),
    dialect,
  );
}

function patchChosen(draft: MemberDraft, operation: Operation, ids: readonly string[], dialect: Dialect): void {
  const mayMiss = operation.op === "remove" && dialect.patch.missingTarget === "ignore";
  if (ids.length === 0 && !mayMiss) throw badRequest("noTarget", "the filter chooses no member");
  if (operation.op !== "remove") throw badRequest("mutability", "a member cannot change: remove it and add another");
  draft.named += ids.length;
  draft.removals += ids.length;
  for (const id of ids) draft.remove(id);
}

function chosen(draft: MemberDraft, target: Target, context: PatchContext): readonly string[] {
  if (target.ids !== null) return target.ids.filter((id) => draft.has(id));
  return [...draft.ids()].filter((id) => target.selects?.(context.member(id)));
}

function refuseWhereFixed(dialect: Dialect, op: string): void {
  if (dialect.members.replaceAllowed) return;
  throw badRequest("invalidValue", `${op} of all members is not supported: add or remove members one by one`);
}
