import { type Attribute, attribute, complex } from "./attribute.ts";

/** The core Group schema, RFC 7643 section 4.2. */
export const groupAttributes: readonly Attribute[] = [
  attribute("displayName", "The unique name of the group.", { required: true, uniqueness: "server" }),
  {
    ...complex("members", "The accounts and groups in the group.", [
      attribute("value", "The member's id.", { required: true, caseExact: true, mutability: "immutable" }),
      attribute("$ref", "The member's address.", { type: "reference", mutability: "immutable" }),
      attribute("display", "The member's name.", { mutability: "immutable" }),
      attribute("type", "User or Group.", { mutability: "immutable" }),
    ]),
    multiValued: true,
  },
];
