import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** LaunchDarkly, by its SCIM pages: an inactive account takes no change but one that activates it too. */
export const launchdarkly: Dialect = { ...plain, writes: { ...plain.writes, inactiveFrozen: true } };
