import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Databricks, account SCIM 2.1. */
export const databricks: Profile = {
  ...generic,
  name: "databricks",
  title: "Databricks (account)",
  sources: ["docs.databricks.com/reference/scim-2-1"],
  // A filter has at most 200 nodes, and Rollcall never sends more than two. All else is not documented there: as generic.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // General knowledge, not verified: their entitlements are permissions of a workspace, not licences, and roles are a list.
  license: null,
  role: { attribute: "roles", cardinality: "many" },
  etag: false,
};
