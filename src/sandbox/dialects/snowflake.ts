import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

const single = {
  ...plain.filter,
  operators: new Set(["eq", "sw"] as const),
  maxDepth: 1,
};

/** Snowflake from behaviour change 2026_03 on, by docs.snowflake.com: a single `eq` or `sw`, one value in a list, real pages. */
export const snowflake: Dialect = { ...plain, filter: single, userLists: "single" };

/** Snowflake before that: a listing without a filter shows one made-up account, other filters find nobody, both with 200. */
export const snowflakeBefore2026: Dialect = {
  ...snowflake,
  listing: { ...plain.listing, synthetic: true },
  filter: { ...single, outside: "empty" },
};
