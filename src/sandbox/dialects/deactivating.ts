import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** After services that never remove an account: DELETE leaves it inactive, PATCH answers 204. */
export const deactivating: Dialect = {
  ...plain,
  page: { default: 10, max: 1000, cursor: false },
  patch: { respondsWithBody: false, missingTarget: "ignore" },
  deleteUser: "deactivate",
};
