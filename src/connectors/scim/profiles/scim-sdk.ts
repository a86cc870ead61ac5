import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** SCIM-SDK 1.30.0 (Maven Central), as test/interop found it: versions and If-Match included, and a status in a bulk answer is a number. */
export const scimSdk: Profile = {
  ...generic,
  name: "scim-sdk",
  title: "SCIM-SDK",
  sources: ["test/interop: de.captaingoldfish:scim-sdk-server 1.30.0 (measured)"],
  // maxResults of the service's own configuration; every page filters the whole store, so few at once.
  paging: { mode: "index", maxCount: 100, inFlight: 2 },
  // maxOperations of the service's own configuration, and maxPayloadSize 2 MiB when nobody says otherwise.
  bulk: { maxOperations: 100, maxBytes: 1_000_000, counted: "request" },
};
