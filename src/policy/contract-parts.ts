import { type TSchema, Type } from "typebox";

/** No field that is not named. */
export const exact = { additionalProperties: false } as const;

export const text = Type.String();
export const count = Type.Integer({ minimum: 0 });
export const amount = Type.Number({ minimum: 0 });
export const share = Type.Number({ minimum: 0, maximum: 1 });

/** A moment as policies compare it: as text. */
export const instant = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$" });

/** One of these words. */
export function words<const Words extends readonly string[]>(...list: Words) {
  return Type.Enum(list);
}

/** The same, or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** An object whose keys are names that people gave. */
export function named<S extends TSchema>(schema: S) {
  return Type.Record(Type.String(), schema);
}

/** Where a role that somebody is to hold comes from. */
export const holding = Type.Object(
  { role: text, kind: words("birthright", "assignment", "roster", "no-rule", "pool"), at: nullable(text) },
  exact,
);
