import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Keycloak 26.6 and later, by its documentation and source. */
export const keycloak: Dialect = {
  ...plain,
  page: { default: 100, max: 100, cursor: false },
  // Members show only when asked for, are not taken by POST and PUT, and go by `members[value eq "a" or value eq "b"]`.
  members: { ...plain.members, readable: "requested", inBody: false, removeByValue: false, maxPerPatch: null },
  writes: { ...plain.writes, maxOperations: 100 },
  // The whole grammar up to 2,048 characters and ten levels; an attribute that is not mapped matches nobody, with 200.
  filter: { ...plain.filter, maxDepth: 10, maxCharacters: 2048, unknownAttribute: "no-match" },
};
