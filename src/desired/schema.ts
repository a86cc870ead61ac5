import type { Schema } from "../document/validate.ts";
import { assignmentsSchema } from "./assignment-file.ts";
import { configSchema } from "./config-schema.ts";
import { noticesSchema } from "./notice-file.ts";
import { poolSchema } from "./pool-file.ts";
import { releasesSchema } from "./release-file.ts";
import { requestsSchema } from "./requests-file.ts";
import { roleSchema } from "./role-file.ts";
import { rosterSchema } from "./roster-table.ts";

/** The JSON Schema (2020-12) of every kind of file, by kind; `schemas/KIND.schema.json` are copies. */
export function fileSchemas(): Readonly<Record<string, Schema>> {
  return {
    assignments: assignmentsSchema,
    config: configSchema,
    notices: noticesSchema,
    pool: poolSchema,
    releases: releasesSchema,
    requests: requestsSchema,
    role: roleSchema,
    roster: rosterSchema,
  };
}
