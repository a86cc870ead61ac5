import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** WSO2 Identity Server. */
export const wso2: Profile = {
  ...generic,
  name: "wso2",
  title: "WSO2 Identity Server",
  sources: ["github.com/wso2/product-is: issues 5079, 8589"],
  // Two issues, and nothing else was read: as generic otherwise. A start other than 1 answers 501 on some user stores (issue 5079): one page, which has to be all.
  paging: { mode: "none", maxCount: 1000, inFlight: 1 },
  projection: false,
  // Adding somebody who is in already answers 500 (issue 8589): Rollcall looks first, and takes a 5xx for unclear, not for done.
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  license: null,
  role: null,
  etag: false,
};
