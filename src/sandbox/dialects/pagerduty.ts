import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** PagerDuty, by its SCIM pages: `active: false` deletes the account; roles and entitlements (the licence) have one value; there are no groups. */
export const pagerduty: Dialect = {
  ...plain,
  writes: { ...plain.writes, groups: false },
  deactivation: "delete",
  userLists: "single",
};
