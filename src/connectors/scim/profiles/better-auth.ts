import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** better-auth 1.7.5 with @better-auth/scim 1.7.5, as test/interop found it. */
export const betterAuth: Profile = {
  ...generic,
  name: "better-auth",
  title: "better-auth",
  sources: ["test/interop: better-auth 1.7.5 with @better-auth/scim 1.7.5 (measured)"],
  // A page has at most 100, also when more are asked for.
  paging: { mode: "index", maxCount: 100, inFlight: 4 },
  // 100 members of one operation pass, 101 are refused, although 1000 are advertised.
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  // A path with a filter cannot be removed (400 invalidPath).
  update: { verb: "PATCH", lists: "whole" },
  etag: false,
};
