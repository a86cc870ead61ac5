import { abilities, irreversible } from "../../src/connectors/scim/abilities.ts";
import type { Profile } from "../../src/connectors/scim/profile.ts";
import { profileSchema } from "../../src/run/read-profiles.ts";

/** What every profile can and cannot, as the tables of `docs/profiles.md`. */
export function profileTables(profiles: readonly Profile[]): string {
  return [
    "### Reading\n",
    table(
      ["profile", "pages", "at once", "found by", "nothing found means", "members are told", "`attributes=`"],
      profiles.map((profile) => [code(profile.name), ...reading(profile)]),
    ),
    "### Writing\n",
    table(
      [
        "profile",
        "accounts by",
        "lists",
        "members a request",
        "taken out",
        "licence",
        "role",
        "needs",
        "together",
        "cannot",
      ],
      profiles.map((profile) => [code(profile.name), ...writing(profile)]),
    ),
    "### Leaving\n",
    table(
      ["profile", "switching off", "deleting", "cannot be undone"],
      profiles.map((profile) => [code(profile.name), ...leaving(profile)]),
    ),
    "### Limits, and where all this is from\n",
    table(
      ["profile", "limits beside the application's own", "headers", "source"],
      profiles.map((profile) => [code(profile.name), ...limits(profile)]),
    ),
  ].join("\n");
}

/** Every key of a profile of one's own, with what the schema says of it. */
export function keyTable(): string {
  const rows = keysOf("", JSON.parse(JSON.stringify(profileSchema)));
  return table(
    ["key", "means"],
    rows.map(([key, meaning]) => [code(key), meaning]),
  );
}

interface Part {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
  readonly anyOf?: readonly Part[];
}

function keysOf(prefix: string, part: Part): readonly (readonly [string, string])[] {
  const whole = part.anyOf?.[0] ?? part;
  return Object.entries(whole.properties ?? {}).flatMap(([key, value]) => {
    const allowed = (value.enum ?? value.items?.enum ?? []).map(code).join(", ");
    const meaning = [value.description ?? "", allowed].filter(Boolean).join(". ");
    const inner = value.items?.properties === undefined ? value : value.items;
    const mark = inner === value ? "" : "[]";
    return [[`${prefix}${key}`, meaning] as const, ...keysOf(`${prefix}${key}${mark}.`, inner)];
  });
}

function reading({ paging, filter, members, projection }: Profile): readonly string[] {
  const users = filter.users.map(code).join(", ") || "the listing";
  const shown = { full: "with the group", attribute: "when asked for", never: "never" };
  const asked = { none: "", "group-filter": "; asked one by one", "user-filter": "; accounts of a group are" };
  return [
    paging.mode === "none" ? "none: one of all" : `${paging.mode}, ${paging.maxCount}`,
    String(paging.inFlight),
    filter.groups ? `${users}; groups by name` : users,
    filter.zeroMeansUnknown ? "nothing: the listing decides" : "there is none",
    members === null ? "no groups" : `${shown[members.readable]}${asked[members.checkBy]}`,
    projection ? "obeyed" : "not sent",
  ];
}

function writing(profile: Profile): readonly string[] {
  const { update, members, license, role, required, creation, bulk } = profile;
  const can = abilities(profile);
  const kinds = ["create-account", "update-account", "delete-account", "grant"] as const;
  const removal = { filter: "by filters", "value-list": "as a list", "per-member": "one a request" };
  return [
    update.verb,
    update.lists === "whole" ? "as wholes" : "by value",
    members === null ? "" : String(members.maxPerPatch),
    members === null ? "" : removal[members.removeStyle],
    license === null ? "" : `${code(license.attribute)}, ${license.cardinality}`,
    role === null ? "" : `${code(role.attribute)}, ${role.cardinality}`,
    [...required, ...creation.requires].map(code).join(", "),
    bulk === null || bulk.counted === "operation" ? "" : String(bulk.maxOperations),
    kinds
      .filter((kind) => !can.has(kind))
      .map(code)
      .join(", "),
  ];
}

function leaving(profile: Profile): readonly string[] {
  const deletes = abilities(profile).has("delete-account");
  const marked = [...irreversible(profile).keys()].map(code).join(", ");
  return [
    profile.deactivate.effect,
    deletes ? profile.delete.effect : `${profile.delete.effect}: not done`,
    marked || "nothing",
  ];
}

function limits({ rates, headers, sources }: Profile): readonly string[] {
  return [
    rates.map(limitText).join("; "),
    Object.entries(headers)
      .map(([name, value]) => code(`${name}: ${value}`))
      .join(", "),
    sources.join("; "),
  ];
}

function limitText(rate: Profile["rates"][number]): string {
  const { methods, resource, target, minBytes, maxBytes, counts, each, limit, seconds, burst } = rate;
  const path = resource === undefined ? "" : `/${resource}${target === "one" ? "/ID" : ""}`;
  const endpoint = [methods?.join(", ") ?? "", path].filter(Boolean).join(" ");
  const kind = rate.for === undefined || rate.for === "all" ? "requests" : rate.for;
  return [
    `${limit} ${counts === "members" ? `members by ${kind}` : kind}`,
    endpoint === "" ? "" : code(endpoint),
    target === "many" ? "without an id" : "",
    minBytes === undefined ? "" : `from ${minBytes} bytes`,
    maxBytes === undefined ? "" : `up to ${maxBytes} bytes`,
    `in ${seconds} s`,
    each === "resource" ? "for each" : "",
    burst === undefined ? "" : `(${burst} at once)`,
  ]
    .filter(Boolean)
    .join(" ");
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return `${line(head)}|${head.map(() => "---|").join("")}\n${rows.map(line).join("")}`;
}
