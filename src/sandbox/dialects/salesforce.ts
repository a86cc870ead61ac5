import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Salesforce, by help.salesforce.com and Microsoft Q&A 5828857. */
export const salesforce: Dialect = {
  ...plain,
  page: { default: 200, max: 200, cursor: false },
  // A user without a profile among its entitlements is a 409 that is no duplicate, its status a number, its schemas a text.
  writes: { ...plain.writes, required: ["entitlements"], lacking: 409, errors: "numeric" },
  request: { ...plain.request, config: "/ServiceProviderConfigs" },
  deleteUser: "deactivate",
};
