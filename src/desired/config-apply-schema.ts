import { durationSchema, ratioSchema } from "./schema-parts.ts";

const ringSchema = {
  type: "string",
  pattern: "^([1-9][0-9]{0,5} people|[0-9]{1,3}(\\.[0-9]{1,4})?%|all)$",
  description: "how far it has gone when the ring is made: 5 people, 10%, or all",
} as const;

/** The part of `rollcall.yaml` that says how plans are applied. */
export const applySchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    lease: {
      ...durationSchema,
      description: "How long an applier that gives no sign of life keeps others out: 5m when left out",
    },
    rollout: {
      type: "array",
      items: ringSchema,
      minItems: 1,
      maxItems: 10,
      description: "Rings, the least risky people first: [5 people, 10%, all]; all at once when left out",
    },
    gate: {
      type: "object",
      additionalProperties: false,
      properties: {
        maxFailures: {
          ...ratioSchema,
          description: "Largest share of a ring's changes that may go wrong: 10% when left out",
        },
        pause: { ...durationSchema, description: "How long to wait after a ring: not at all when left out" },
      },
      description: "What has to hold between one ring and the next",
    },
    rollback: {
      type: "string",
      enum: ["none", "ring"],
      description: "ring: a ring that does not pass is put back, as far as policy allows; none when left out",
    },
    surge: {
      type: "object",
      additionalProperties: false,
      properties: {
        failures: { ...ratioSchema, description: "Share of the changes that may go wrong: 30% when left out" },
        atLeast: { type: "integer", minimum: 1, description: "And so many at least: 20 when left out" },
      },
      description: "When so much goes wrong that everything stops until somebody says --resume",
    },
    alarm: {
      type: "string",
      minLength: 1,
      maxLength: 2048,
      description: `Who is told of a halt: a URL that takes a POST of JSON, or \${env:NAME}`,
    },
  },
  description: "How plans are applied",
} as const;
