import { Type } from "typebox";
import { exact, text } from "./contract-parts.ts";

const named = Type.String({ minLength: 1 });
const open = { additionalProperties: true } as const;

const hit = Type.Union([named, Type.Object({ rule: named, message: text }, open)]);

const approval = Type.Object(
  {
    from: named,
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    rule: Type.Optional(named),
    message: Type.Optional(text),
  },
  open,
);

const factor = Type.Object({ factor: named, points: Type.Number(), reason: named }, open);

const score = Type.Union([
  Type.Number(),
  Type.Object({ score: Type.Number(), reason: Type.Optional(named), factors: Type.Optional(Type.Array(factor)) }, open),
]);

/** What the rules of a package may give; `readVerdict` takes exactly this, and denies whatever else comes. */
export const verdictContract = Type.Object(
  {
    deny: Type.Array(hit),
    warn: Type.Optional(Type.Array(hit)),
    approvals: Type.Optional(Type.Array(approval)),
    risk: Type.Optional(Type.Union([score, Type.Array(score)])),
  },
  { ...exact, title: "Verdict", description: "what the rules deny, warn, approvals and risk of a package may give" },
);
