import { Type } from "typebox";

/** A digest as the ledger writes it. */
export const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });

/** Any text. */
export const text = Type.String();

/** Any text, or nothing. */
export const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** What runs and events are called: nothing that a line of a commit's message could not hold. */
const idPattern = "^[A-Za-z0-9][A-Za-z0-9._:-]*$";

/** The name of a run, and of an event, which may be made of a run's. */
export const runId = Type.String({ pattern: idPattern, maxLength: 128 });
export const eventId = Type.String({ pattern: idPattern, maxLength: 160 });

/** A ledger's name for itself, as C2SP signed-note wants names of keys. */
export const origin = Type.String({ pattern: "^[^\\s+]+$" });

/** How many. */
export const count = Type.Integer({ minimum: 0 });

/** No members but those that are named. */
export const closed = { additionalProperties: false };
