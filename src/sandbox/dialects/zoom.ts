import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Zoom, by its developers' pages: Accept must be `application/scim+json`. Its limits name no SCIM endpoint, so there is none here. */
export const zoom: Dialect = {
  ...plain,
  request: { ...plain.request, accept: "scim" },
  // PATCH of a user only switches on and off, everything else is PUT; only userName finds somebody.
  writes: { ...plain.writes, changeable: ["active"] },
  filter: { ...plain.filter, operators: new Set(["eq"]), maxDepth: 1, users: new Set(["username"]) },
};
