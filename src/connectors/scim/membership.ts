import type { Change } from "../../model/change.ts";

type Holding = Extract<Change, { kind: "grant" | "revoke" | "assign-seat" | "release-seat" }>;

/** Whether a change is about who is in a group. */
export function isMembership(change: Change): change is Holding {
  return "entitlement" in change && change.entitlement.type === "group";
}

/** Changes with one key can be made by one request. */
export function memberKey(change: Change): string {
  return isMembership(change) ? `${directionOf(change)} ${change.entitlement.value}` : change.key;
}

/** Into the group, or out of it. */
export function directionOf(change: Change | undefined): "add" | "remove" {
  return change?.kind === "grant" || change?.kind === "assign-seat" ? "add" : "remove";
}
