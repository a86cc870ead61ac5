/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
/** An object of JSON. */
export type Members = { readonly [name: string]: Json };

/** An account as a SCIM server keeps it, without its version; never changed in place. */
export interface User {
  readonly id: string;
  readonly version: number;
  readonly fields: Members;
}

/** A group with the ids of its members; never changed in place. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly members: ReadonlySet<string>;
}

/** One operation of a PATCH as it came over the wire. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value: Json | undefined;
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A text member of an account; null when there is none. */
export function textOf(user: User, name: string): string | null {
  const value = user.fields[name];
  return typeof value === "string" ? value : null;
}

/** Whether somebody can sign in with it. */
export function isActive(user: User): boolean {
  return user.fields["active"] !== false;
}

/** The values of `entitlements` or `roles`. */
export function held(user: User, list: string): readonly string[] {
  return rows(user.fields[list]).flatMap((row) => (typeof row["value"] === "string" ? [row["value"]] : []));
}

/** Reads the operations of a PATCH body; null when it is none. */
export function operationsOf(body: Members): readonly PatchOperation[] | null {
  const list = body["Operations"];
  if (!Array.isArray(list)) return null;
  return list.flatMap((each: Json) => {
    if (!isMembers(each)) return [];
    return [{ op: String(each["op"]).toLowerCase(), path: String(each["path"] ?? ""), value: each["value"] }];
  });
}

/** The fields after a PATCH; null for a path that this server does not know. */
export function patched(fields: Members, operations: readonly PatchOperation[]): Members | null {
  let after: Members | null = fields;
  for (const operation of operations) after = after === null ? null : patchOnce(after, operation);
  return after;
}

function patchOnce(fields: Members, { op, path, value }: PatchOperation): Members | null {
  const selected = /^(\w+)\[(\w+) eq "([^"]*)"\](?:\.(\w+))?$/.exec(path);
  if (selected !== null) {
    const [, list = "", by = "", wanted = "", member] = selected;
    return { ...fields, [list]: selectedRows(rows(fields[list]), { by, wanted, member, op, value }) };
  }
  if (path.startsWith(`${enterprise}:`))
    return inner(fields, enterprise, { op, path: path.slice(enterprise.length + 1), value });
  const [outer = "", name] = path.split(".");
  if (name !== undefined) return inner(fields, outer, { op, path: name, value });
  if (outer === "") return null;
  if (op === "remove") return Object.fromEntries(Object.entries(fields).filter(([each]) => each !== outer));
  if (op === "add" && Array.isArray(value)) return { ...fields, [outer]: union(rows(fields[outer]), value) };
  return value === undefined ? null : { ...fields, [outer]: value };
}

function inner(fields: Members, outer: string, { op, path, value }: PatchOperation): Members {
  const part = fields[outer];
  const before = part !== undefined && isMembers(part) ? part : {};
  const rest = Object.fromEntries(Object.entries(before).filter(([name]) => name !== path));
  return { ...fields, [outer]: op === "remove" || value === undefined ? rest : { ...rest, [path]: value } };
}

function selectedRows(
  list: readonly Members[],
  how: { by: string; wanted: string; member: string | undefined; op: string; value: Json | undefined },
): readonly Members[] {
  const { by, wanted, member, op, value } = how;
  if (op === "remove" && member === undefined) return list.filter((row) => row[by] !== wanted);
  return list.map((row) =>
    row[by] === wanted && member !== undefined && value !== undefined ? { ...row, [member]: value } : row,
  );
}

function union(list: readonly Members[], more: readonly Json[]): readonly Json[] {
  const known = new Set(list.map((row) => row["value"]));
  return [...list, ...more.filter((row) => !isMembers(row) || !known.has(row["value"]))];
}

function rows(value: Json | undefined): readonly Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

/** Whether a value of JSON is an object. */
export function isMembers(value: Json): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
