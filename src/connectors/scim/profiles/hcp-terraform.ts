import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** HCP Terraform, and Terraform Enterprise. */
export const hcpTerraform: Profile = {
  ...generic,
  name: "hcp-terraform",
  title: "HCP Terraform",
  sources: ["developer.hashicorp.com/terraform/cloud-docs/api-docs/scim: users, groups"],
  // users, groups: count is 100 when left out, and 200 at most.
  paging: { mode: "index", maxCount: 200, inFlight: 1 },
  projection: false,
  // users: userName eq in any case, externalId eq exactly; groups: displayName eq in any case. What DELETE and active=false do: as
  // generic.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  license: null,
  role: null,
  etag: false,
  // 429 without a number.
  rates: [],
};
