import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** SCIM of one GitHub organisation with SAML, for accounts that belong to their people. */
export const githubOrganization: Profile = {
  ...generic,
  name: "github-organization",
  title: "GitHub organization",
  sources: ["docs.github.com/enterprise-cloud@latest/rest/scim/scim"],
  // startIndex and count; their limits and the order are not documented. Everything below is from this one page.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // Supported attributes: userName, name.givenName, name.familyName, emails, externalId, id, active. There are no groups.
  attributes: ["givenName", "familyName", "email"],
  required: ["givenName", "familyName", "email"],
  members: null,
  license: null,
  role: null,
  // List filter: userName, externalId, id, emails with eq.
  filter: { users: ["externalId", "userName"], groups: false, zeroMeansUnknown: false },
  // Not documented whether a path may have a filter.
  update: { verb: "PATCH", lists: "whole" },
  // active=false takes the person out of the organisation and deletes the identity with its id: a new invitation is needed.
  deactivate: { effect: "deletes", reversible: false },
  delete: { effect: "removes", reversible: false },
  cannot: ["grant", "revoke", "assign-seat", "release-seat"],
  headers: { "user-agent": "rollcall" },
  etag: false,
};
