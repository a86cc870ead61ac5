import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Databricks' account SCIM API 2.1: a filter of more than 200 nodes is refused. */
export const databricks: Dialect = { ...plain, filter: { ...plain.filter, maxComparisons: 200 } };
