import type { RequestKind } from "./fault.ts";
import { bulkArrivals } from "./scim-bulk.ts";
import { type Arrival, holders, type ServerState } from "./scim-server.ts";
import { isActive, isMembers, type Json } from "./scim-user.ts";

/** The kind of change that a request would make, told from its body and from what is there now. */
export function kindOfRequest(arrival: Arrival, state: ServerState, seats: ReadonlySet<string>): RequestKind {
  const { method, path, body } = arrival;
  const [first] = path.endsWith("/Bulk") ? bulkArrivals(arrival) : [];
  if (first !== undefined) return kindOfRequest(first, state, seats);
  if (method === "GET") return "read";
  if (method === "POST") return "create-account";
  if (method === "DELETE") return "delete-account";
  const [, , , kind, id = ""] = path.split("/");
  const text = body ?? "";
  if (kind === "Groups") {
    const name = state.groups.get(decodeURIComponent(id))?.name ?? "";
    return holding(text.includes('"op":"add"'), seats.has(`group:${name}`));
  }
  return method === "PUT" ? kindOfPut(text, decodeURIComponent(id), { state, seats }) : kindOfPatch(text, seats);
}

function kindOfPatch(text: string, seats: ReadonlySet<string>): RequestKind {
  if (text.includes('"path":"active"')) return text.includes('"value":true') ? "enable-account" : "disable-account";
  const isGiven = /"op":"(?:add|replace)","path":"(?:entitlements|roles)/.test(text);
  const isTaken = /"op":"remove","path":"(?:entitlements|roles)/.test(text);
  if (!isGiven && !isTaken) return "update-account";
  return holding(isGiven, text.includes('"path":"entitlements') && seats.size > 0);
}

function kindOfPut(
  text: string,
  id: string,
  { state, seats }: { readonly state: ServerState; readonly seats: ReadonlySet<string> },
): RequestKind {
  const user = state.users.get(id);
  const body: Json = JSON.parse(text);
  if (user === undefined || !isMembers(body)) return "update-account";
  if (isActive(user) !== (body["active"] !== false)) return isActive(user) ? "disable-account" : "enable-account";
  for (const list of ["entitlements", "roles"]) {
    const [had, has] = [count(user.fields[list]), count(body[list])];
    if (had !== has) return holding(has > had, list === "entitlements" && seats.size > 0);
  }
  return "update-account";
}

function count(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

function holding(isGiven: boolean, isSeat: boolean): RequestKind {
  if (isSeat) return isGiven ? "assign-seat" : "release-seat";
  return isGiven ? "grant" : "revoke";
}

/** Remote ids of accounts that a request is about. */
export function accountsOf(arrival: Arrival, state: ServerState): readonly string[] {
  const { path, body } = arrival;
  if (path.endsWith("/Bulk")) return bulkArrivals(arrival).flatMap((one) => accountsOf(one, state));
  const [, , , kind, id = ""] = path.split("/");
  if (kind === "Users") return [decodeURIComponent(id)].filter((each) => state.users.has(each));
  const ids = [...(body ?? "").matchAll(/(?:"value":"|value eq \\")([^"\\]+)/g)].map(([, each = ""]) => each);
  return ids.filter((each) => state.users.has(each));
}

/** How many seats of a quota are free. */
export function freeSeats(state: ServerState, target: string, quota: number): number {
  return quota - holders(state, target).length;
}
