import { type Attribute, attribute, complex, type Shape, shape } from "./attribute.ts";
import { groupAttributes } from "./group.ts";
import { activityExtension, enterpriseExtension, userAttributes } from "./user.ts";

/** The two kinds of resource that the service keeps. */
export type Kind = "User" | "Group";

/** What the service knows about one kind of resource. */
export interface ResourceType {
  readonly kind: Kind;
  readonly endpoint: "/Users" | "/Groups";
  readonly urn: string;
  readonly description: string;
  /** The attribute that names a resource and is unique without regard to case. */
  readonly nameAttribute: "userName" | "displayName";
  readonly core: readonly Attribute[];
  readonly extensions: readonly Attribute[];
  /** Everything a resource may carry: common attributes, the core schema, and each extension under its URN. */
  readonly shape: Shape;
}

const common: readonly Attribute[] = [
  attribute("schemas", "The schemas of the resource.", {
    type: "reference",
    multiValued: true,
    caseExact: true,
    returned: "always",
  }),
  attribute("id", "The service's identifier.", { caseExact: true, mutability: "readOnly", returned: "always" }),
  attribute("externalId", "The client's identifier.", { caseExact: true }),
  {
    ...complex("meta", "Facts about the resource.", [
      attribute("resourceType", "The kind of resource.", { caseExact: true, mutability: "readOnly" }),
      attribute("created", "When it was created.", { type: "dateTime", mutability: "readOnly" }),
      attribute("lastModified", "When it last changed.", { type: "dateTime", mutability: "readOnly" }),
      attribute("location", "Where it is.", { type: "reference", caseExact: true, mutability: "readOnly" }),
      attribute("version", "Its entity tag.", { caseExact: true, mutability: "readOnly" }),
    ]),
    mutability: "readOnly",
  },
];

const user: ResourceType = {
  kind: "User",
  endpoint: "/Users",
  urn: "urn:ietf:params:scim:schemas:core:2.0:User",
  description: "An account",
  nameAttribute: "userName",
  core: userAttributes,
  extensions: [enterpriseExtension, activityExtension],
  shape: shape([...common, ...userAttributes, enterpriseExtension, activityExtension]),
};

const group: ResourceType = {
  kind: "Group",
  endpoint: "/Groups",
  urn: "urn:ietf:params:scim:schemas:core:2.0:Group",
  description: "A group",
  nameAttribute: "displayName",
  core: groupAttributes,
  extensions: [],
  shape: shape([...common, ...groupAttributes]),
};

/** The extensions of a kind that a dialect shows. */
export function extensionsOf(
  { extensions }: ResourceType,
  { signIns }: { readonly signIns: boolean },
): readonly Attribute[] {
  return extensions.filter((extension) => signIns || extension !== activityExtension);
}

/** The resource types by kind. */
export const resourceTypes: Readonly<Record<Kind, ResourceType>> = { User: user, Group: group };

/** Both kinds, in the order in which they are listed. */
export const kinds: readonly Kind[] = ["User", "Group"];

/** Finds the attributes along a path such as `name.familyName` or one with a schema URN before it, or undefined. */
export function resolvePath(type: ResourceType, path: string): readonly Attribute[] | undefined {
  const lower = path.toLowerCase();
  for (const extension of type.extensions) {
    const urn = extension.name.toLowerCase();
    if (lower === urn) return [extension];
    if (!lower.startsWith(`${urn}:`)) continue;
    const rest = resolveDotted(extension.parts, lower.slice(urn.length + 1));
    return rest === undefined ? undefined : [extension, ...rest];
  }
  const core = `${type.urn.toLowerCase()}:`;
  return resolveDotted(type.shape, lower.startsWith(core) ? lower.slice(core.length) : lower);
}

/** Finds the attributes along a dotted path inside one shape, or undefined. */
export function resolveDotted(within: Shape, path: string): readonly Attribute[] | undefined {
  const found: Attribute[] = [];
  let current = within;
  for (const name of path.toLowerCase().split(".")) {
    const next = current.byName.get(name);
    if (next === undefined) return undefined;
    found.push(next);
    current = next.parts;
  }
  return found;
}
