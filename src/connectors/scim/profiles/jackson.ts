import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** @boxyhq/saml-jackson 26.2.0 (Ory Polis), directory sync, as test/interop found it. */
export const jackson: Profile = {
  ...generic,
  name: "jackson",
  title: "Ory Polis (saml-jackson)",
  sources: ["test/interop: @boxyhq/saml-jackson 26.2.0 (measured)"],
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // Any filter searches by e-mail, and after a rename it finds the old name: only the listing tells.
  filter: { users: [], groups: true, zeroMeansUnknown: true },
  // A group always shows no members, and nothing else tells of them.
  members: { readable: "never", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  // PATCH answers 200 and removes nothing, and takes the dot of a URN for a path; PUT does what it says.
  update: { verb: "PUT", lists: "whole" },
  etag: false,
};
