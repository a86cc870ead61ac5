import type { Written } from "../document/validate.ts";
import type { CrowdRule, JoinerRules } from "../model/joiner.ts";
import { type Conversion, readDuration, refuse } from "./conversion.ts";
import { personKinds } from "./roster-file.ts";
import { durationSchema, nameSchema } from "./schema-parts.ts";

const pointsSchema = { type: "integer", minimum: 0, maximum: 100, description: "points from 0 to 100" } as const;

const onlyPoints = {
  type: "object",
  additionalProperties: false,
  required: ["points"],
  properties: { points: pointsSchema },
} as const;

const clusterSchema = {
  type: "object",
  additionalProperties: false,
  required: ["joiners", "within", "points"],
  properties: {
    joiners: { type: "integer", minimum: 2, maximum: 1_000_000, description: "so many or more, from 2" },
    within: durationSchema,
    points: pointsSchema,
  },
} as const;

/** JSON Schema of `joiners` in `policies/thresholds.yaml`: nothing may be left out, since what is missing would never hold anybody. */
export const joinerRulesSchema = {
  type: "object",
  additionalProperties: false,
  required: [
    "verdict",
    "review_sla",
    "kinds",
    "no_sign_up",
    "missing_evidence",
    "distance",
    "disposable_email",
    "new_device",
    "clusters",
    "mass_sign_up",
    "source_quality",
  ],
  properties: {
    verdict: {
      type: "object",
      additionalProperties: false,
      required: ["review", "block"],
      properties: {
        review: { type: "integer", minimum: 1, maximum: 100, description: "a score from 1 to 100" },
        block: { type: "integer", minimum: 1, maximum: 100, description: "a score from 1 to 100" },
      },
    },
    review_sla: durationSchema,
    kinds: { type: "array", items: { type: "string", enum: personKinds }, minItems: 1, uniqueItems: true },
    no_sign_up: { type: "string", enum: ["pass", "review", "block"] },
    missing_evidence: onlyPoints,
    distance: {
      type: "object",
      additionalProperties: false,
      required: ["over_km", "within", "points"],
      properties: {
        over_km: { type: "number", minimum: 0, maximum: 20_100, description: "kilometres" },
        within: durationSchema,
        points: pointsSchema,
      },
    },
    disposable_email: onlyPoints,
    new_device: onlyPoints,
    clusters: {
      type: "object",
      additionalProperties: false,
      required: ["address", "device", "payment"],
      properties: { address: clusterSchema, device: clusterSchema, payment: clusterSchema },
    },
    mass_sign_up: {
      type: "object",
      additionalProperties: false,
      required: ["over", "within", "points"],
      properties: {
        over: { type: "integer", minimum: 1, maximum: 10_000_000, description: "more than so many, from 1" },
        within: durationSchema,
        points: pointsSchema,
      },
    },
    source_quality: {
      type: "object",
      additionalProperties: false,
      required: ["below", "points", "sources"],
      properties: {
        below: { type: "integer", minimum: 0, maximum: 100, description: "a quality from 0 to 100" },
        points: pointsSchema,
        sources: {
          type: "object",
          propertyNames: nameSchema,
          additionalProperties: { type: "integer", minimum: 0, maximum: 100, description: "a quality from 0 to 100" },
        },
      },
    },
  },
} as const;

type WrittenRules = Written<typeof joinerRulesSchema>;
type WrittenCluster = WrittenRules["clusters"]["address"];

/** The rules, with durations as such; a block that would come before a review is noted. */
export function readJoinerRules(conversion: Conversion, written: WrittenRules): JoinerRules {
  const { verdict, clusters, distance, mass_sign_up: mass, source_quality: quality } = written;
  const duration = (path: readonly string[], text: string) => readDuration(conversion, ["joiners", ...path], text) ?? 0;
  const crowd = (name: keyof typeof clusters, { joiners, within, points }: WrittenCluster): CrowdRule => ({
    ...{ atLeast: joiners, points, within: duration(["clusters", name, "within"], within) },
  });
  if (verdict.block < verdict.review) {
    const message = `block (${verdict.block}) would come before review (${verdict.review})`;
    const hint = "write a block that is at least as high as review";
    refuse(conversion, ["joiners", "verdict", "block"], { code: "out-of-range", message, hint });
  }
  return {
    ...{ kinds: written.kinds, review: verdict.review, block: verdict.block, noSignUp: written.no_sign_up },
    reviewSla: duration(["review_sla"], written.review_sla),
    missingEvidence: written.missing_evidence.points,
    distance: {
      ...{ overKm: distance.over_km, points: distance.points },
      within: duration(["distance", "within"], distance.within),
    },
    disposableEmail: written.disposable_email.points,
    newDevice: written.new_device.points,
    clusters: {
      address: crowd("address", clusters.address),
      device: crowd("device", clusters.device),
      payment: crowd("payment", clusters.payment),
    },
    massSignUp: {
      ...{ atLeast: mass.over + 1, points: mass.points },
      within: duration(["mass_sign_up", "within"], mass.within),
    },
    sourceQuality: {
      ...{ below: quality.below, points: quality.points },
      scores: new Map(Object.entries(quality.sources)),
    },
  };
}
