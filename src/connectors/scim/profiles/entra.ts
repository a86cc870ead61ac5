import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Entra ID by its SCIM API, https://graph.microsoft.com/rp/scim. */
export const entra: Profile = {
  ...generic,
  name: "entra",
  title: "Microsoft Entra ID (SCIM API)",
  sources: ["learn.microsoft.com/entra: entra-id-scim-api-reference, entra-id-scim-api-troubleshoot (March 2026)"],
  // Cursors only; the two documented maximums (100 and 1000) disagree, so the lower.
  paging: { mode: "cursor", maxCount: 100, inFlight: 1 },
  projection: false,
  // `eq` on userName or externalId; on groups, members only.
  filter: { users: ["externalId", "userName"], groups: false, zeroMeansUnknown: false },
  // Members are never returned, `groups.value eq` lists the accounts of a group; 20 adds a request, and one removal.
  members: { readable: "never", checkBy: "user-filter", maxPerPatch: 20, removeStyle: "per-member" },
  license: null,
  role: null,
  // POST wants a password and a mailNickname, which Rollcall has not.
  cannot: ["create-account"],
  required: ["displayName"],
  // 400 when Accept lacks application/json.
  headers: { accept: "application/json" },
  etag: false,
  // Those of Graph, without a number for SCIM.
  rates: [],
};
