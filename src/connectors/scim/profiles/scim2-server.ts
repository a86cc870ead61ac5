import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** scim2-server 0.8.3 (PyPI), as test/interop found it: what the RFCs say, versions and If-Match included. */
export const scim2Server: Profile = {
  ...generic,
  name: "scim2-server",
  title: "scim2-server",
  sources: ["test/interop: scim2-server 0.8.3 (measured)"],
  // maxPageSize of the service's own configuration; one process serves every request.
  paging: { mode: "index", maxCount: 100, inFlight: 2 },
  bulk: { maxOperations: 100, maxBytes: 1_000_000, counted: "request" },
};

/** The same service where it was set up to page by cursors (RFC 9865) only. */
export const scim2ServerCursor: Profile = {
  ...scim2Server,
  name: "scim2-server-cursor",
  title: "scim2-server, by cursor",
  paging: { mode: "cursor", maxCount: 100, inFlight: 1 },
};
