import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Google Cloud Identity, by docs.cloud.google.com/identity/docs/scim: no paging of either kind, no sorting, no bulk, no ETag. */
export const googleCloudIdentity: Dialect = {
  ...plain,
  page: { default: Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, cursor: false },
  listing: { ...plain.listing, index: "one-page" },
};
