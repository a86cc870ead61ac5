import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** GitLab. */
export const gitlab: Profile = {
  ...generic,
  name: "gitlab",
  title: "GitLab",
  sources: ["gitlab.com/gitlab-org/gitlab: doc/development/internal_api (SCIM API)"],
  // "May miss or repeat": one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // Only `id eq`, and id is the external id; the listing finds the others.
  filter: { users: [], groups: false, zeroMeansUnknown: true },
  // PATCH takes id, externalId and active; names and e-mail are set when the account is made, and never compared.
  attributes: [],
  members: null,
  license: null,
  role: null,
  cannot: ["update-account", "grant", "revoke", "assign-seat", "release-seat"],
  // active=false takes the identity out of the group (on an instance: blocks it); active=true brings it back.
  deactivate: { effect: "removes-membership", reversible: true },
  delete: { effect: "removes", reversible: false },
  etag: false,
};
