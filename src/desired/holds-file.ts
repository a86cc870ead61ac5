import type { Tree } from "../document/tree.ts";
import type { Written } from "../document/validate.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Hold } from "../model/hold.ts";
import { type Conversion, type FileKind, readMoment, refuse } from "./conversion.ts";
import { Files } from "./files.ts";
import { readKind } from "./read-kind.ts";
import { dialect, momentSchema, personSchema, schemaHome, textSchema } from "./schema-parts.ts";

const terms = {
  reason: { ...textSchema, description: "Where the matter is kept: a ticket or a case, without names" },
  from: { ...momentSchema, description: "The first day (2026-11-30), or moment, of the hold" },
  until: {
    ...momentSchema,
    description: "The last day, or the first moment without it; left out: until it is taken away",
  },
} as const;

/** JSON Schema of `audit/holds.yaml`. */
export const holdsSchema = {
  $schema: dialect,
  $id: `${schemaHome}/holds.schema.json`,
  title: "Holds",
  description: "Whose personal data may not be erased, because somebody may need it as evidence: audit/holds.yaml",
  type: ["object", "null"],
  additionalProperties: false,
  properties: {
    people: {
      type: "array",
      maxItems: 10_000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["person", "reason", "from"],
        properties: { person: { ...personSchema, description: "The id of a person, on the roster or not" }, ...terms },
      },
      description: "Holds on single people",
    },
    everybody: {
      type: "array",
      maxItems: 1000,
      items: { type: "object", additionalProperties: false, required: ["reason", "from"], properties: terms },
      description: "Holds on everybody",
    },
  },
} as const;

type WrittenHolds = Written<typeof holdsSchema>;

/** Where holds are written. */
const holdsPath = "audit/holds.yaml";

const holdsKind: FileKind<typeof holdsSchema, WrittenHolds, readonly Hold[]> = {
  schema: holdsSchema,
  convert: (written, conversion) => [
    ...(written?.people ?? []).map((hold, index) => readHold(conversion, ["people", index], hold)),
    ...(written?.everybody ?? []).map((hold, index) => readHold(conversion, ["everybody", index], hold)),
  ],
};

/** Holds as the files have them. */
export interface HoldsRead {
  readonly holds: readonly Hold[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the holds of a tree; without a file there are none. They decide nothing in a plan, so they are no input of one. */
export async function readHolds(tree: Tree): Promise<HoldsRead> {
  const files = new Files(tree);
  const file = await files.read(holdsPath);
  const [read] = await readKind(file === null ? [] : [file], holdsKind);
  return { holds: read?.value ?? [], diagnostics: [...files.diagnostics, ...(read?.diagnostics ?? [])] };
}

function readHold(
  conversion: Conversion,
  path: readonly [string, number],
  { person, reason, from, until }: { person?: string; reason: string; from: string; until?: string },
): Hold {
  const begin = readMoment(conversion, [...path, "from"], { written: from, edge: "start" }) ?? "";
  const end = until === undefined ? null : readMoment(conversion, [...path, "until"], { written: until, edge: "end" });
  if (end !== null && end <= begin) {
    refuse(conversion, [...path, "until"], {
      code: "until-before-from",
      message: `the hold is over (${end}) before it begins (${begin})`,
      hint: "put the later time into until",
    });
  }
  return { person: person ?? null, reason, from: begin, until: end, at: conversion.document.at(path) };
}
