import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/**
 * LaunchDarkly, by its SCIM pages: an inactive account takes no change but one that activates it too, DELETE deactivates, and groups
 * are for Okta alone.
 */
export const launchdarkly: Dialect = {
  ...plain,
  deleteUser: "deactivate",
  writes: { ...plain.writes, groups: false, required: ["emails"], inactiveFrozen: true },
};
