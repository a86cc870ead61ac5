import type { Thresholds } from "../model/organization.ts";
import type { FileKind } from "./conversion.ts";

const thresholdsSchema = {
  type: "object",
  description: "a mapping; policies read it as data",
} as const;

/** `policies/thresholds.yaml`: whatever policies judge by. */
export const thresholdsKind: FileKind<typeof thresholdsSchema, Thresholds, Thresholds> = {
  schema: thresholdsSchema,
  convert: (written) => written,
};
