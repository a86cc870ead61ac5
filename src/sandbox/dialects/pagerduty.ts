import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** PagerDuty, by its SCIM pages: `active: false` deletes the account; roles and entitlements (the licence) have one value. */
export const pagerduty: Dialect = { ...plain, deactivation: "delete", userLists: "single" };
