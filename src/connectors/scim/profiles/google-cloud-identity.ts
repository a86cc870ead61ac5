import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Google Cloud Identity SCIM API (v1beta1). */
export const googleCloudIdentity: Profile = {
  ...generic,
  name: "google-cloud-identity",
  title: "Google Cloud Identity",
  sources: ["docs.cloud.google.com/identity/docs/scim/reference/rest"],
  // "Neither index-based nor cursor-based pagination is supported."
  paging: { mode: "none", maxCount: 1000, inFlight: 1 },
  // Filters, attributes= and limits of members are not documented: as generic, and attributes= not sent.
  projection: false,
  license: null,
  role: null,
  // ETags are among the unsupported features.
  etag: false,
};
