import { type Fact, factsOfGroup, factsOfUser } from "./fact.ts";
import { handleBulk } from "./scim-bulk.ts";
import { nothing, ok, type Reply, refusal } from "./scim-reply.ts";
import {
  type Group,
  held,
  isMembers,
  type Json,
  type Members,
  operationsOf,
  type PatchOperation,
  patched,
  textOf,
  type User,
} from "./scim-user.ts";

/** Everything that a server has at one moment; never changed in place. */
export interface ServerState {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
}

/** What one server is like. */
export interface ServerHabits {
  readonly name: string;
  /** Whether two accounts may have one userName, or one externalId. */
  readonly unique: boolean;
  readonly versions: boolean;
  readonly maxPage: number;
  /** Answers a change with the whole account, rather than with nothing. */
  readonly tellsBack: boolean;
  /** Milliseconds for which reads may show the past. */
  readonly lag: number;
  /** Most holders of a seat, as `license:value` or `group:name`. */
  readonly quota: ReadonlyMap<string, number>;
  /** Refuses a seat that is over the quota; otherwise it is sold, and paid for. */
  readonly isStrict: boolean;
}

/** A request as it arrives. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly ifMatch: string | null;
  /** Name of the life that sent it, `outsider`, or `rollback`. */
  readonly by: string;
  /** It is one of several deliveries of one request, or comes after its sender was told that it is lost. */
  readonly isEcho: boolean;
  /** Somebody changed what it is about while it was on its way. */
  readonly isRaced?: boolean;
}

/** A fact in the order in which things happened: the oracle. */
export interface Effect extends Fact {
  readonly at: number;
  readonly by: string;
  readonly isEcho: boolean;
  readonly isRaced: boolean;
}

/** A small SCIM 2.0 service in memory that shares no code with the client, and knows everything that ever happened to it. */
export class ScimServer {
  readonly habits: ServerHabits;
  readonly effects: Effect[] = [];
  readonly #now: () => number;
  /** Told of every change of state, with what it did. */
  watch: (effects: readonly Effect[]) => void = () => {};
  #state: ServerState;
  #history: { readonly at: number; readonly state: ServerState }[];
  #made = 0;

  constructor(habits: ServerHabits, start: ServerState, now: () => number) {
    this.habits = habits;
    this.#state = start;
    this.#history = [{ at: Number.NEGATIVE_INFINITY, state: start }];
    this.#now = now;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The state as it was so many milliseconds ago. */
  stateBefore(age: number): ServerState {
    const until = this.#now() - age;
    return (this.#history.findLast(({ at }) => at <= until) ?? this.#history[0])?.state ?? this.#state;
  }

  /** Everything that was written in the last milliseconds is gone: a backup was played back. */
  rollBack(age: number): void {
    const before = this.#state;
    const after = this.stateBefore(age);
    const facts: Fact[] = [];
    for (const id of new Set([...before.users.keys(), ...after.users.keys()]))
      facts.push(...factsOfUser(before.users.get(id), after.users.get(id), before.groups.values()));
    for (const [id, group] of before.groups) {
      const old = after.groups.get(id);
      if (old !== undefined) facts.push(...factsOfGroup(group, old, before.users));
    }
    this.#become(after, facts, { by: "rollback", isEcho: false });
  }

  /** Somebody gets an id that was another's before. */
  adoptId(id: string, fields: Members): void {
    this.#made += 1;
    const user = { id, version: 1000 * this.#made, fields };
    this.#put(undefined, user, { method: "POST", path: "", body: null, ifMatch: null, by: "outsider", isEcho: false });
  }

  /** Does what a request asks; `age`: a read is answered from the past. */
  handle(arrival: Arrival, age = 0): Reply {
    if (arrival.path.endsWith("/Bulk")) return handleBulk(arrival, (one) => this.handle(one));
    const [path = "", query = ""] = arrival.path.split("?");
    const [, , , kind = "", id] = path.split("/");
    const isUser = kind === "Users";
    const key = id === undefined ? null : decodeURIComponent(id);
    if (arrival.method === "GET") {
      const state = age > 0 || this.habits.lag > 0 ? this.stateBefore(Math.max(age, this.habits.lag)) : this.#state;
      if (key === null) return this.#list(isUser ? [...state.users.values()] : [...state.groups.values()], query);
      const found = isUser ? state.users.get(key) : state.groups.get(key);
      return found === undefined ? refusal(404) : ok(this.#show(found));
    }
    if (!isUser) return this.#patchGroup(arrival, key ?? "");
    if (arrival.method === "POST") return this.#create(arrival);
    return this.#changeUser(arrival, key ?? "");
  }

  #list(all: readonly (User | Group)[], query: string): Reply {
    const parameters = new URLSearchParams(query);
    const filter = parameters.get("filter");
    const [, name = "", wanted = ""] = /^(\w+) eq "(.*)"$/.exec(filter ?? "") ?? [];
    const hits = filter === null ? all : all.filter((each) => isHit(each, name, wanted));
    const start = Math.max(1, Number(parameters.get("startIndex") ?? 1));
    const size = Math.min(this.habits.maxPage, Number(parameters.get("count") ?? this.habits.maxPage));
    const page = hits.slice(start - 1, start - 1 + size);
    return ok({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: hits.length,
      startIndex: start,
      itemsPerPage: page.length,
      Resources: page.map((each) => this.#show(each)),
    });
  }

  #show(each: User | Group): Members {
    if ("members" in each)
      return { id: each.id, displayName: each.name, members: [...each.members].map((value) => ({ value })) };
    const { id, fields, version } = each;
    return this.habits.versions ? { ...fields, id, meta: { version: `W/"${version}"` } } : { ...fields, id };
  }

  #create(arrival: Arrival): Reply {
    const body = parse(arrival.body);
    if (body === null || typeof body["userName"] !== "string") return refusal(400);
    if (this.#clashes(body, null)) return refusal(409, "uniqueness");
    this.#made += 1;
    const user: User = {
      id: `${this.habits.name}-${this.#made}`,
      version: 1,
      fields: without(body, ["schemas", "id", "meta"]),
    };
    const refused = this.#put(undefined, user, arrival);
    return refused ?? { ...ok(this.#show(user)), status: 201 };
  }

  #changeUser(arrival: Arrival, id: string): Reply {
    const before = this.#state.users.get(id);
    if (before === undefined) return refusal(404);
    if (this.habits.versions && arrival.ifMatch !== null && arrival.ifMatch !== `W/"${before.version}"`)
      return refusal(412);
    if (arrival.method === "DELETE") return this.#put(before, undefined, arrival) ?? nothing;
    const body = parse(arrival.body);
    const operations = body === null ? null : operationsOf(body);
    const fields =
      arrival.method === "PUT"
        ? body && without(body, ["schemas", "id", "meta"])
        : operations && patched(before.fields, operations);
    if (fields === null) return refusal(400);
    if (this.#clashes(fields, id)) return refusal(409, "uniqueness");
    const after = { id, version: before.version + 1, fields };
    const refused = this.#put(before, after, arrival);
    return refused ?? (this.habits.tellsBack ? ok(this.#show(after)) : nothing);
  }

  /** Takes an account in, changes it, or drops it; what is over a quota is refused. */
  #put(before: User | undefined, after: User | undefined, arrival: Arrival): Reply | null {
    const facts = factsOfUser(before, after, this.#state.groups.values());
    if (before !== undefined && after !== undefined && facts.length === 0) return null;
    const users = new Map(this.#state.users);
    let { groups } = this.#state;
    if (after !== undefined) users.set(after.id, after);
    else if (before !== undefined) {
      users.delete(before.id);
      groups = new Map(
        [...groups].map(([id, group]) => [id, { ...group, members: dropped(group.members, before.id) }]),
      );
    }
    const next = { users, groups };
    if (facts.some(({ what, target }) => what === "give" && this.#isOver(next, target ?? ""))) return refusal(403);
    this.#become(next, facts, arrival);
    return null;
  }

  #patchGroup(arrival: Arrival, id: string): Reply {
    const before = this.#state.groups.get(id);
    const body = parse(arrival.body);
    const operations = body === null ? null : operationsOf(body);
    if (before === undefined) return refusal(404);
    if (operations === null) return refusal(400);
    const members = new Set(before.members);
    for (const operation of operations) {
      const ids = idsOf(operation);
      if (operation.op === "add" && ids.some((each) => !this.#state.users.has(each))) return refusal(404);
      for (const each of ids) operation.op === "add" ? members.add(each) : members.delete(each);
    }
    const after = { ...before, members };
    const facts = factsOfGroup(before, after, this.#state.users);
    if (facts.length === 0) return nothing;
    const next = { ...this.#state, groups: new Map(this.#state.groups).set(id, after) };
    if (this.#isOver(next, `group:${before.name}`) && members.size > before.members.size) return refusal(403);
    this.#become(next, facts, arrival);
    return nothing;
  }

  #isOver(state: ServerState, target: string): boolean {
    const quota = this.habits.isStrict ? this.habits.quota.get(target) : undefined;
    return quota !== undefined && holders(state, target).length > quota;
  }

  #clashes(fields: Members, id: string | null): boolean {
    if (!this.habits.unique) return false;
    const name = String(fields["userName"]).toLowerCase();
    const person = fields["externalId"];
    for (const user of this.#state.users.values()) {
      if (user.id === id) continue;
      if (textOf(user, "userName")?.toLowerCase() === name) return true;
      if (typeof person === "string" && textOf(user, "externalId") === person) return true;
    }
    return false;
  }

  #become(state: ServerState, facts: readonly Fact[], how: Pick<Arrival, "by" | "isEcho" | "isRaced">): void {
    const at = this.#now();
    this.#state = state;
    this.#history.push({ at, state });
    const { by, isEcho, isRaced = false } = how;
    const effects = facts.map((fact) => ({ ...fact, at, by, isEcho, isRaced }));
    this.effects.push(...effects);
    this.watch(effects);
  }
}

/** Remote ids of those who hold a `group:`, `license:` or `role:`. */
export function holders({ users, groups }: ServerState, target: string): readonly string[] {
  const [type = "", value = ""] = target.split(":");
  if (type === "group")
    return [...groups.values()].flatMap(({ name, members }) => (name === value ? [...members] : []));
  const list = type === "license" ? "entitlements" : "roles";
  return [...users.values()].flatMap((user) => (held(user, list).includes(value) ? [user.id] : []));
}

function isHit(each: User | Group, name: string, wanted: string): boolean {
  if ("members" in each) return name === "displayName" && each.name === wanted;
  const value = textOf(each, name);
  return name === "userName" ? value?.toLowerCase() === wanted.toLowerCase() : value === wanted;
}

function idsOf({ path, value }: PatchOperation): readonly string[] {
  const [, id] = /^members\[value eq "([^"]*)"\]$/.exec(path) ?? [];
  if (id !== undefined) return [id];
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  return list.flatMap((row) => (isMembers(row) && typeof row["value"] === "string" ? [row["value"]] : []));
}

function parse(body: string | null): Members | null {
  const value: Json = body === null ? null : JSON.parse(body);
  return isMembers(value) ? value : null;
}

function without(fields: Members, names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function dropped(members: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return members.has(id) ? new Set([...members].filter((each) => each !== id)) : members;
}
