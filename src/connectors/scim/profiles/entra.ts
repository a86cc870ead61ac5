import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Entra ID by its SCIM API, https://graph.microsoft.com/rp/scim. */
export const entra: Profile = {
  ...generic,
  name: "entra",
  title: "Microsoft Entra ID (SCIM API)",
  sources: [
    "learn.microsoft.com/entra: entra-id-scim-api-reference, entra-id-scim-api-schema-documentation (March 2026)",
    "learn.microsoft.com/entra: troubleshoot-scim-api-errors",
  ],
  // reference, service provider config: cursors only. Its maximum is 1000, that of "list users" 100: the lower.
  paging: { mode: "cursor", maxCount: 100, inFlight: 1 },
  // reference documents attributes=; it was not tried, and is not sent.
  projection: false,
  // reference: `eq` on userName or externalId of users, on displayName of groups.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  // reference: members are never returned, `groups.value eq` lists the accounts of a group; 20 adds in one operation, one removal
  // a request. The schema documentation has every attribute of generic.
  members: { readable: "never", checkBy: "user-filter", maxPerPatch: 20, removeStyle: "per-member" },
  license: null,
  role: null,
  // reference, create a user: a password and a mailNickname as well, which Rollcall has not.
  cannot: ["create-account"],
  required: ["givenName", "familyName", "displayName"],
  // troubleshoot: 400 when Accept lacks application/json.
  headers: { accept: "application/json" },
  etag: false,
  // Those of Graph, without a number for SCIM.
  rates: [],
};
