import { fileSchemas as desiredSchemas } from "../desired/schema.ts";
import type { Schema } from "../document/validate.ts";
import { profileSchema } from "./read-profiles.ts";

/** The JSON Schema (2020-12) of every kind of file that people write, by kind; `schemas/KIND.schema.json` are copies. */
export function fileSchemas(): Readonly<Record<string, Schema>> {
  return { ...desiredSchemas(), profile: profileSchema };
}
