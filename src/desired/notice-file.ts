import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { Instant } from "../model/instant.ts";
import type { SeatNotice } from "../model/seat-notice.ts";
import { type Conversion, type FileKind, readMoment } from "./conversion.ts";
import { dialect, momentSchema, personSchema, schemaHome } from "./schema-parts.ts";

/** The folder in `pools/` that holds notices, one file a pool. */
export const noticesFolder = "notices";

/** The notices of one pool as they were written. */
export interface NoticeFile {
  readonly pool: string;
  readonly notices: readonly SeatNotice[];
  readonly document: Parsed;
}

/** JSON Schema of the notices of a pool. */
export const noticesSchema = {
  $schema: dialect,
  $id: `${schemaHome}/notices.schema.json`,
  title: "Notices",
  description: "Who was told that an unused seat goes back: pools/notices/POOL.yaml",
  type: ["array", "null"],
  items: {
    type: "object",
    additionalProperties: false,
    required: ["person", "lastSignIn", "noticed"],
    properties: {
      person: { ...personSchema, description: "The id of a person on the roster" },
      lastSignIn: {
        ...momentSchema,
        type: ["string", "null"],
        description: "What the evidence said then (2026-09-30T08:12:00Z); null: never signed in",
      },
      noticed: { ...momentSchema, description: "The day of the notice (2026-11-30): the grace counts from its end" },
      keepUntil: { ...momentSchema, description: "The seat stays at least to the end of this day (2027-01-31)" },
    },
  },
} as const;

type WrittenNotices = Written<typeof noticesSchema>;

/** `pools/notices/POOL.yaml`. */
export const noticesKind: FileKind<typeof noticesSchema, WrittenNotices, NoticeFile> = {
  schema: noticesSchema,
  convert: (written, conversion) => {
    const { document } = conversion;
    const pool = document.at([]).file.replace(/^.*\/|\.yaml$/g, "");
    return {
      pool,
      document,
      notices: (written ?? []).map((entry, index) => readNotice(conversion, { pool, entry, index })),
    };
  },
};

function readNotice(
  conversion: Conversion,
  {
    pool,
    entry,
    index,
  }: { readonly pool: string; readonly entry: NonNullable<WrittenNotices>[number]; readonly index: number },
): SeatNotice {
  const moment = (key: "lastSignIn" | "noticed" | "keepUntil"): Instant | null => {
    const written = entry[key] ?? null;
    return written === null ? null : readMoment(conversion, [index, key], { written, edge: "end" });
  };
  return {
    pool,
    person: entry.person,
    lastSignIn: moment("lastSignIn"),
    noticed: moment("noticed") ?? "",
    keepUntil: moment("keepUntil"),
    at: conversion.document.at([index]),
  };
}

/** The text of a file of notices, which reads back as the same; one line each, so that taking one away is a clear change. */
export function noticesText(
  notices: readonly Pick<SeatNotice, "person" | "lastSignIn" | "noticed" | "keepUntil">[],
): string {
  const lines = notices.map(({ person, lastSignIn, noticed, keepUntil }) => {
    const keep = keepUntil === null ? "" : `, keepUntil: ${momentText(keepUntil)}`;
    return `- { person: "${person}", lastSignIn: ${lastSignIn ?? "null"}, noticed: ${momentText(noticed)}${keep} }\n`;
  });
  return `${head}${lines.join("")}`;
}

const head = `# Who was told that an unused seat goes back; \`rollcall seats notices --write\` keeps this file. A line stays after the
# seat has gone, and keeps whoever it names from getting it again until they sign in: take it away to give the seat back.
`;

/** A moment at midnight is the end of the day before. */
function momentText(moment: Instant): string {
  if (!moment.endsWith("T00:00:00Z")) return moment;
  return new Date(Date.parse(moment) - 86_400_000).toISOString().slice(0, 10);
}
