import { Type } from "typebox";

/** A digest as the ledger writes it. */
export const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });

/** Any text. */
export const text = Type.String();

/** Any text, or nothing. */
export const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** How many. */
export const count = Type.Integer({ minimum: 0 });

/** No members but those that are named. */
export const closed = { additionalProperties: false };
