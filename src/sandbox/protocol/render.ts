import { createHash } from "node:crypto";
import type { Dialect } from "../dialect.ts";
import type { Json, JsonObject } from "../json.ts";
import { type Kind, resourceTypes } from "../schema/resource-type.ts";
import { activityOf, type Entry, NO_ACTIVITY } from "../state/entry.ts";
import type { Store } from "../state/store.ts";
import type { Projection } from "./projection.ts";

/** Turns kept entries into SCIM resources, with what is computed: schemas, meta, an account's groups, a group's members. */
export class Renderer {
  readonly #store: Store;
  readonly #dialect: Dialect;
  readonly #base: string;

  constructor(store: Store, dialect: Dialect, base: string) {
    this.#store = store;
    this.#dialect = dialect;
    this.#base = base;
  }

  /** The resource as a client sees it. */
  resource(entry: Entry, projection: Projection): JsonObject {
    const whole: Record<string, Json> = { schemas: this.#schemas(entry), id: entry.id };
    Object.assign(whole, this.#attributes(entry), this.#activity(entry));
    if (entry.kind === "Group") {
      if (this.#showsMembers(projection)) whole["members"] = this.#members(entry);
    } else if (projection.wants("groups")) {
      const groups = this.groups(entry.id);
      if (groups.length > 0) whole["groups"] = groups;
    }
    if (projection.wants("meta")) whole["meta"] = this.#meta(entry);
    return projection.apply(whole);
  }

  /** Reads one attribute of an entry, as filters and sorting do. */
  read(entry: Entry, name: string): Json | undefined {
    if (name === "id") return entry.id;
    if (name === "meta") return this.#meta(entry);
    if (name === "schemas") return this.#schemas(entry);
    if (name === "groups") return entry.kind === "User" ? this.groups(entry.id) : undefined;
    if (name === "members") return entry.kind === "Group" ? this.#members(entry) : undefined;
    return this.#attributes(entry)[name] ?? this.#activity(entry)[name];
  }

  /** A member of a group as a client sees it. */
  member(id: string): JsonObject {
    const entry = this.#store.find(id);
    if (entry === undefined) return { value: id };
    return { value: id, $ref: this.location(entry.kind, id), type: entry.kind, ...labelled(entry) };
  }

  /** The groups that hold an account: directly, and through other groups. */
  groups(id: string): readonly JsonObject[] {
    const direct = this.#store.groupsHolding(id);
    if (direct.size === 0) return [];
    const reached = new Set(direct);
    for (const group of reached) {
      for (const outer of this.#store.groupsHolding(group)) reached.add(outer);
    }
    return [...reached].map((group) => {
      const entry = this.#store.get("Group", group);
      const label = entry === undefined ? {} : labelled(entry);
      return {
        value: group,
        $ref: this.location("Group", group),
        ...label,
        type: direct.has(group) ? "direct" : "indirect",
      };
    });
  }

  /** The address of a resource. */
  location(kind: Kind, id: string): string {
    return `${this.#base}${resourceTypes[kind].endpoint}/${encodeURIComponent(id)}`;
  }

  /** The entity tag of an entry, or null where the dialect has none. */
  etag(entry: Entry): string | null {
    return this.#dialect.etag === "real" ? `W/"${entry.version}"` : null;
  }

  /** What is kept, or what is left to see of it once the account is inactive. */
  #attributes(entry: Entry): JsonObject {
    const isHidden = this.#dialect.deactivation === "obfuscate" && entry.attributes["active"] === false;
    if (entry.kind === "Group" || !isHidden) return entry.attributes;
    const { emails: _, ...others } = entry.attributes;
    const hidden = createHash("sha256").update(entry.id).digest("hex").slice(0, 32);
    return { ...others, userName: hidden, emails: [{ value: `${hidden}@suspended.example`, primary: true }] };
  }

  /** When somebody last signed in, where the dialect tells. */
  #activity(entry: Entry): JsonObject {
    return this.#dialect.signIns ? activityOf(entry) : NO_ACTIVITY;
  }

  #showsMembers(projection: Projection): boolean {
    switch (this.#dialect.members.readable) {
      case "full":
        return projection.wants("members");
      case "requested":
        return projection.asksFor("members");
      case "never":
        return false;
    }
  }

  #members(entry: Entry): readonly JsonObject[] {
    return Array.from(entry.members, (id) => this.member(id));
  }

  #schemas(entry: Entry): readonly string[] {
    const type = resourceTypes[entry.kind];
    const activity = this.#activity(entry);
    const used = type.extensions.filter(
      ({ name }) => Object.hasOwn(entry.attributes, name) || Object.hasOwn(activity, name),
    );
    return [type.urn, ...used.map((extension) => extension.name)];
  }

  #meta(entry: Entry): JsonObject {
    const version = this.etag(entry);
    return {
      resourceType: entry.kind,
      created: entry.created,
      lastModified: entry.modified,
      location: this.location(entry.kind, entry.id),
      ...(version === null ? {} : { version }),
    };
  }
}

function labelled(entry: Entry): JsonObject {
  const label = entry.attributes["displayName"] ?? entry.attributes["userName"];
  return label === undefined ? {} : { display: label };
}
