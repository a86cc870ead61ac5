import type { Schema } from "../document/validate.ts";
import { anchorSchema } from "./anchor-file.ts";
import { assignmentsSchema } from "./assignment-file.ts";
import { configSchema } from "./config-schema.ts";
import { holdsSchema } from "./holds-file.ts";
import { noticesSchema } from "./notice-file.ts";
import { poolSchema } from "./pool-file.ts";
import { releasesSchema } from "./release-file.ts";
import { requestsSchema } from "./requests-file.ts";
import { roleSchema } from "./role-file.ts";
import { rosterManifestSchema } from "./roster-manifest.ts";
import { rosterSchema } from "./roster-table.ts";
import { teamsSchema } from "./teams-file.ts";

/** The JSON Schema (2020-12) of every kind of file, by kind; `schemas/KIND.schema.json` are copies. */
export function fileSchemas(): Readonly<Record<string, Schema>> {
  return {
    anchor: anchorSchema,
    assignments: assignmentsSchema,
    config: configSchema,
    holds: holdsSchema,
    notices: noticesSchema,
    pool: poolSchema,
    releases: releasesSchema,
    requests: requestsSchema,
    role: roleSchema,
    roster: rosterSchema,
    "roster-manifest": rosterManifestSchema,
    teams: teamsSchema,
  };
}
