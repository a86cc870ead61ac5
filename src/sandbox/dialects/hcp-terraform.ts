import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** HCP Terraform, by developer.hashicorp.com: count 100 by default and 200 at most, `eq` on names and externalId. */
export const hcpTerraform: Dialect = {
  ...plain,
  page: { default: 100, max: 200, cursor: false },
  filter: {
    ...plain.filter,
    ...{ operators: new Set(["eq"]), maxDepth: 1 },
    users: new Set(["username", "externalid"]),
    groups: new Set(["displayname", "externalid"]),
  },
};
