import type { Written } from "../document/validate.ts";
import type { JoinerRules } from "../model/joiner.ts";
import type { Thresholds } from "../model/organization.ts";
import type { FileKind } from "./conversion.ts";
import { joinerRulesSchema, readJoinerRules } from "./joiner-rules.ts";

const thresholdsSchema = {
  type: "object",
  properties: { joiners: joinerRulesSchema },
  description: "a mapping; policies read it as data",
} as const;

/** What policies judge by, and what joiners are judged by before them. */
export interface ThresholdsFile {
  readonly values: Thresholds;
  /** Null: the file says nothing of joiners. */
  readonly joiners: JoinerRules | null;
}

/** `policies/thresholds.yaml`: whatever policies judge by; `joiners` alone has a form of its own. */
export const thresholdsKind: FileKind<typeof thresholdsSchema, Written<typeof thresholdsSchema>, ThresholdsFile> = {
  schema: thresholdsSchema,
  convert: (written, conversion) => ({
    values: { ...written },
    joiners: written.joiners === undefined ? null : readJoinerRules(conversion, written.joiners),
  }),
};
