import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { Instant } from "../model/instant.ts";
import type { LicensePool } from "../model/pool.ts";
import { grantedSeats, type SeatDecision, type SeatRequest } from "../model/seat-request.ts";
import { type Conversion, type FileKind, readMoment, refuse } from "./conversion.ts";
import { dialect, momentSchema, nameSchema, schemaHome, textSchema } from "./schema-parts.ts";

/** The folder of `pools/` that holds them. */
export const requestsFolder = "requests";

/** What was asked of one pool's reserve, as it was written. */
export interface RequestsFile {
  readonly pool: string;
  /** In the order of the file. */
  readonly requests: readonly SeatRequest[];
  readonly document: Parsed;
}

const daySchema = {
  type: "string",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
  description: "a date: 2026-11-30",
} as const;

const seatsSchema = { type: "integer", minimum: 1, maximum: 10_000_000 } as const;

/** JSON Schema of a pool's requests. */
export const requestsSchema = {
  $schema: dialect,
  $id: `${schemaHome}/requests.schema.json`,
  title: "Requests",
  description: "What was asked of a pool's reserve, and what came of it: pools/requests/POOL.yaml",
  type: "array",
  maxItems: 1000,
  items: {
    type: "object",
    additionalProperties: false,
    required: ["id", "seats", "state", "requested", "reason"],
    properties: {
      id: { ...nameSchema, description: "Its name in this file, for ever: 2026-11-23-1" },
      seats: { ...seatsSchema, description: "How many are asked for" },
      state: {
        type: "string",
        enum: ["requested", "granted", "refused"],
        description: "What the supplier said; a request or a grant expires by its dates alone",
      },
      requested: { ...daySchema, description: "The day it was asked (2026-11-30)" },
      decided: { ...daySchema, description: "The day the supplier granted or refused it (2026-11-30)" },
      granted: { ...seatsSchema, description: "How many were granted: as many as were asked for, or fewer" },
      from: {
        ...momentSchema,
        description: "First moment of the granted seats: the day of the decision when left out",
      },
      until: {
        ...momentSchema,
        description:
          "First moment without them: a date counts to its end (2026-11-30), or an instant; they stay when left out",
      },
      reason: { ...textSchema, description: "Why: a project, a ticket, a sentence; the supplier reads it" },
      reference: { ...textSchema, description: "The supplier's own number for it" },
    },
  },
} as const;

type WrittenRequest = Written<typeof requestsSchema>[number];

/** `pools/requests/POOL.yaml`. */
export const requestsKind: FileKind<typeof requestsSchema, readonly WrittenRequest[], RequestsFile> = {
  schema: requestsSchema,
  convert: (written, conversion) => {
    const { document } = conversion;
    const { file } = document.at([]);
    const pool = file.slice(file.lastIndexOf("/") + 1).replace(/\.yaml$/, "");
    return { pool, requests: written.flatMap((entry, index) => readRequest(conversion, entry, index)), document };
  },
};

/** The pool with what was asked of its reserve, and the seats that this has brought it at an instant. */
export function withRequests(pool: LicensePool, files: readonly RequestsFile[], at: Instant): LicensePool {
  const requests = files.find((file) => file.pool === pool.name)?.requests ?? [];
  return { ...pool, requests, granted: grantedSeats(requests, at) };
}

/** Null, and noted, when it contradicts itself. */
function readRequest(conversion: Conversion, written: WrittenRequest, index: number): SeatRequest | [] {
  const requested = readMoment(conversion, [index, "requested"], { written: written.requested, edge: "start" });
  if (requested === null || !isWhole(conversion, written, index)) return [];
  const decision = readDecision(conversion, written, { index, requested });
  if (decision === null) return [];
  const { id, seats, reason, reference = null } = written;
  return { id, seats, requested, reason, reference, decision, at: conversion.document.at([index]) };
}

/** Whether it says what its state needs, and nothing that its state has no place for. */
function isWhole(conversion: Conversion, written: WrittenRequest, index: number): boolean {
  const needed = { requested: [], refused: ["decided"], granted: ["decided", "granted"] } as const;
  const allowed = { requested: [], refused: ["decided"], granted: ["decided", "granted", "from", "until"] } as const;
  const { state } = written;
  const missing = needed[state].find((key) => written[key] === undefined);
  if (missing !== undefined) {
    refuse(conversion, [index, "state"], {
      code: "request-shape",
      message: `it is ${state}, and does not say ${missing}`,
      hint: missing === "granted" ? "add granted: 12" : "add decided: 2026-11-30",
    });
    return false;
  }
  const known: readonly string[] = allowed[state];
  const extra = (["decided", "granted", "from", "until"] as const).find(
    (key) => written[key] !== undefined && !known.includes(key),
  );
  if (extra === undefined) return isWithin(conversion, written, index);
  const hint = `write the state that fits, or leave ${extra} out`;
  refuse(conversion, [index, extra], { code: "request-shape", message: `it is ${state}, and says ${extra}`, hint });
  return false;
}

/** More than was asked for is more than anybody agreed to. */
function isWithin(conversion: Conversion, { seats, granted }: WrittenRequest, index: number): boolean {
  if (granted === undefined || granted <= seats) return true;
  refuse(conversion, [index, "granted"], {
    code: "request-shape",
    message: `${granted} are granted, and ${seats} were asked for`,
    hint: "write at most as many as were asked for, and ask for the others by themselves",
  });
  return false;
}

function readDecision(
  conversion: Conversion,
  written: WrittenRequest,
  { index, requested }: { readonly index: number; readonly requested: Instant },
): SeatDecision | null {
  if (written.decided === undefined || written.state === "requested") return { kind: "open" };
  const decided = readMoment(conversion, [index, "decided"], { written: written.decided, edge: "start" });
  if (decided === null || !isAfter(conversion, [index, "decided"], { requested, moment: decided })) return null;
  if (written.state === "refused") return { kind: "refused", decided };
  const from = readMoment(conversion, [index, "from"], { written: written.from ?? written.decided, edge: "start" });
  const until = readEnd(conversion, written, index);
  if (from === null || until === undefined || !isAfter(conversion, [index, "from"], { requested, moment: from })) {
    return null;
  }
  if (until !== null && until <= from) {
    refuse(conversion, [index, "until"], {
      code: "until-before-from",
      message: `the granted seats end (${until}) before they begin (${from})`,
      hint: "put the later time into until",
    });
    return null;
  }
  return { kind: "granted", decided, seats: written.granted ?? 0, from, until };
}

/** Undefined, and noted, when the calendar has no such day. */
function readEnd(conversion: Conversion, { until }: WrittenRequest, index: number): Instant | null | undefined {
  if (until === undefined) return null;
  return readMoment(conversion, [index, "until"], { written: until, edge: "end" }) ?? undefined;
}

function isAfter(
  conversion: Conversion,
  path: readonly [number, "decided" | "from"],
  { requested, moment }: { readonly requested: Instant; readonly moment: Instant },
): boolean {
  if (moment >= requested) return true;
  refuse(conversion, path, {
    code: "before-request",
    message: `${path[1]} (${moment}) is before it was requested (${requested})`,
    hint: "correct the date that is wrong",
  });
  return false;
}
