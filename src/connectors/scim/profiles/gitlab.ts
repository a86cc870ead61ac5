import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** GitLab: the group SCIM API, and the instance SCIM API where it says so. */
export const gitlab: Profile = {
  ...generic,
  name: "gitlab",
  title: "GitLab",
  sources: ["gitlab.com/gitlab-org/gitlab: doc/development/internal_api (group and instance SCIM API)"],
  // "Possible for a page to either be missing records … or repeat records": one page after the other. No limit of count is documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // The example is `id eq`, and id is the external id; the listing finds the others.
  filter: { users: [], groups: false, zeroMeansUnknown: true },
  // PATCH takes id, externalId and active; name, e-mail and userName are "removed". POST requires them, so they are sent then, and
  // never compared.
  attributes: [],
  required: ["givenName", "familyName", "email"],
  // No groups in that page; those of self-managed instances are behind a flag (merge request 184997).
  members: null,
  license: null,
  role: null,
  cannot: ["update-account", "grant", "revoke", "assign-seat", "release-seat"],
  // "Identity removal if active = false", and an example sets it to true; on an instance the user is blocked and the identity stays.
  deactivate: { effect: "removes-membership", reversible: true },
  // "Removes the user's SSO identity and group membership"; on an instance the user is blocked.
  delete: { effect: "unlinks", reversible: false },
  etag: false,
};
