import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Zscaler Internet Access (ZIA); ZIdentity takes ten times as many requests. */
export const zscaler: Profile = {
  ...generic,
  name: "zscaler",
  title: "Zscaler",
  sources: ["help.zscaler.com/zia: SCIM API examples", "help.zscaler.com/zidentity/scim-api-examples"],
  // The examples page by startIndex and count, whose limits are not documented. Filters, members and deleting: as generic.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  license: null,
  role: null,
  // ZIA 5 requests a second; ZIdentity 50.
  rates: [{ for: "all", limit: 5, seconds: 1 }],
  etag: false,
};
