import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { JoinerDecision } from "../model/joiner.ts";
import { type Conversion, type FileKind, readMoment, refuse } from "./conversion.ts";
import { dialect, momentSchema, personSchema, schemaHome, textSchema } from "./schema-parts.ts";

/** The folder of what was decided about joiners. */
export const releasesFolder = "people/releases";

/** One file of it. */
export interface ReleaseFile {
  readonly decisions: readonly JoinerDecision[];
  readonly document: Parsed;
}

/** JSON Schema of what was decided about joiners. */
export const releasesSchema = {
  $schema: dialect,
  $id: `${schemaHome}/releases.schema.json`,
  title: "Releases",
  description: "What was decided about held joiners: people/releases/NAME.yaml",
  type: ["array", "null"],
  items: {
    type: "object",
    additionalProperties: false,
    required: ["person", "decision", "by", "reason", "at"],
    properties: {
      person: { ...personSchema, description: "The id of a person on the roster" },
      decision: {
        type: "string",
        enum: ["release", "block"],
        description: "release: passes whatever the score is; block: gets nothing whatever the score is",
      },
      by: { ...textSchema, description: "Who decided: somebody else than the person" },
      reason: { ...textSchema, description: "What was looked at: called back, passport seen" },
      at: { ...momentSchema, description: "The day or moment of the decision (2026-11-30): it counts from then on" },
      expires: { ...momentSchema, description: "The last day (2026-12-31), or the first moment, without the decision" },
    },
  },
} as const;

type WrittenReleases = Written<typeof releasesSchema>;
type WrittenRelease = NonNullable<WrittenReleases>[number];

/** `people/releases/NAME.yaml`. */
export const releasesKind: FileKind<typeof releasesSchema, WrittenReleases, ReleaseFile> = {
  schema: releasesSchema,
  convert: (written, conversion) => ({
    decisions: (written ?? []).map((entry, index) => readDecision(conversion, entry, index)),
    document: conversion.document,
  }),
};

function readDecision(
  conversion: Conversion,
  { person, decision, by, reason, at, expires }: WrittenRelease,
  index: number,
): JoinerDecision {
  const from = readMoment(conversion, [index, "at"], { written: at, edge: "start" }) ?? "";
  const until =
    expires === undefined ? null : readMoment(conversion, [index, "expires"], { written: expires, edge: "end" });
  if (until !== null && until <= from) {
    const message = `the decision is over (${until}) before it counts (${from})`;
    refuse(conversion, [index, "expires"], {
      code: "until-before-from",
      message,
      hint: "put the later time into expires",
    });
  }
  return { person, decision, by, reason, from, until, at: conversion.document.at([index]) };
}
