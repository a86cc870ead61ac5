import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** scimmy 1.3.5 with scimmy-routers 1.3.2 on Express 4, as test/interop found it. */
export const scimmy: Profile = {
  ...generic,
  name: "scimmy",
  title: "SCIMMY",
  sources: ["test/interop: scimmy 1.3.5 with scimmy-routers 1.3.2 on Express 4 (measured)"],
  // maxResults of the service's own configuration; the whole store is mapped for each page, so few at once.
  paging: { mode: "index", maxCount: 200, inFlight: 2 },
  // `attributes` with a dot or a URN in it answers 400.
  projection: false,
  // userName is compared with regard to case: nothing found is no proof.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: true },
  etag: false,
  // Off in its configuration until somebody turns it on; maxPayloadSize is then 1 MiB.
  bulk: { maxOperations: 100, maxBytes: 1_000_000, counted: "request" },
};
