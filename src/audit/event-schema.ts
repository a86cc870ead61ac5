import { Type } from "typebox";
import { closed, count, eventId, runId, text, textOrNull } from "./schema-parts.ts";

/** The plan that a run makes so. */
export const planned = Type.Object({ digest: text, operations: text, at: text }, closed);

/** An approval that counted. */
export const approval = Type.Object(
  {
    ...{ operations: text, by: text, team: text, at: text },
    rules: Type.Optional(Type.Array(text)),
    changes: Type.Optional(count),
  },
  closed,
);

/** A guard that was overridden. */
export const override = Type.Object({ guard: text, operations: text, by: text, at: text, reason: text }, closed);

const base = { id: eventId, organization: text, actor: text, engine: text, at: text } as const;

const intent = Type.Object(
  {
    ...base,
    kind: Type.Literal("intent"),
    ...{ run: runId, plan: planned, commit: textOrNull, policy: text, changes: count },
    approvals: Type.Array(approval),
    overrides: Type.Optional(Type.Array(override)),
  },
  closed,
);

const heartbeat = Type.Object({ ...base, kind: Type.Literal("heartbeat"), commit: textOrNull }, closed);

const keyEvent = Type.Object(
  {
    ...base,
    kind: Type.Literal("key-event"),
    event: Type.Enum(["added", "retired", "revoked"]),
    ...{ principal: text, key: text, from: text },
  },
  closed,
);

const erasure = Type.Object(
  {
    ...base,
    kind: Type.Literal("erasure"),
    person: text,
    keys: Type.Array(text),
    reason: Type.Enum(["request", "retention", "mistake"]),
  },
  closed,
);

const review = Type.Object(
  {
    ...base,
    kind: Type.Literal("review"),
    sequence: Type.Integer({ minimum: 1 }),
    run: text,
    verdict: Type.Enum(["accepted", "rejected"]),
    ticket: textOrNull,
  },
  closed,
);

/** What the ledger keeps besides runs. */
export const event = Type.Union([intent, heartbeat, keyEvent, erasure, review]);
