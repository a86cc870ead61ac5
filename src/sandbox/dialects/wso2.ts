import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** WSO2 Identity Server, by its issues 5079 (startIndex other than 1 is 501) and 8589 (adding a member again is 500). */
export const wso2: Dialect = {
  ...plain,
  page: { default: Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, cursor: false },
  listing: { ...plain.listing, index: "first-only" },
  members: { ...plain.members, repeated: "break" },
};
