import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { Assignment } from "../model/assignment.ts";
import { type Conversion, type FileKind, readMoment, refuse } from "./conversion.ts";
import { dialect, momentSchema, nameSchema, personSchema, schemaHome, textSchema } from "./schema-parts.ts";

/** An assignment with the document and index it was written at. */
export interface PlacedAssignment {
  readonly assignment: Assignment;
  readonly document: Parsed;
  readonly index: number;
}

/** JSON Schema of a file of assignments. */
export const assignmentsSchema = {
  $schema: dialect,
  $id: `${schemaHome}/assignments.schema.json`,
  title: "Assignments",
  description: "Who holds which role for how long, and why: assignments/*.yaml",
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["person", "role", "reason"],
    properties: {
      person: { ...personSchema, description: "The id of a person on the roster" },
      role: { ...nameSchema, description: "The name of a role" },
      from: { ...momentSchema, description: "First moment: a date (2026-11-30), or an instant (2026-11-30T08:00Z)" },
      until: {
        ...momentSchema,
        description:
          "First moment without it: a date counts to its end (2026-11-30), or an instant (2026-11-30T17:00Z)",
      },
      reason: { ...textSchema, description: "Why: a ticket, an incident, a sentence" },
      kind: {
        type: "string",
        enum: ["standard", "temporary", "emergency"],
        description: "temporary and emergency must end; standard when left out",
      },
    },
  },
} as const;

type WrittenAssignment = Written<typeof assignmentsSchema>[number];

/** `assignments/*.yaml`. */
export const assignmentsKind: FileKind<
  typeof assignmentsSchema,
  readonly WrittenAssignment[],
  readonly PlacedAssignment[]
> = {
  schema: assignmentsSchema,
  convert: (written, conversion) =>
    written.map((entry, index) => ({
      assignment: readAssignment(conversion, entry, index),
      document: conversion.document,
      index,
    })),
};

function readAssignment(conversion: Conversion, written: WrittenAssignment, index: number): Assignment {
  const moment = (edge: "from" | "until") => {
    const text = written[edge];
    if (text === undefined) return null;
    return readMoment(conversion, [index, edge], { written: text, edge: edge === "from" ? "start" : "end" });
  };
  const from = moment("from");
  const until = moment("until");
  const kind = written.kind ?? "standard";
  if (from !== null && until !== null && until <= from) {
    refuse(conversion, [index, "until"], {
      code: "until-before-from",
      message: `the assignment ends (${until}) before it begins (${from})`,
      hint: "put the later time into until",
    });
  }
  if (kind !== "standard" && written.until === undefined) {
    refuse(conversion, [index], {
      code: "until-missing",
      message: `${kind === "emergency" ? "an emergency" : "a temporary"} assignment must say when it ends`,
      hint: "add until: 2026-11-30T17:00Z",
    });
  }
  const { person, role, reason } = written;
  return { person, role, from, until, reason, kind, at: conversion.document.at([index]) };
}
