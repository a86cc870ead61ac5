import { parseRatio } from "../document/instant.ts";
import { RollcallError } from "../model/error.ts";
import { type CoverageReport, measureCoverage } from "../policy/coverage.ts";
import { policyTestsOf } from "./test-policies.ts";
import type { Scope, World } from "./world.ts";

/** How much of the policies their tests run, and whether that is as much as was asked for. */
export type MeasuredPolicies =
  | (Extract<CoverageReport, { readonly kind: "measured" }> & {
      /** Least share, 0 to 1; null when nothing was asked for. */
      readonly least: number | null;
      readonly isEnough: boolean;
    })
  | Exclude<CoverageReport, { readonly kind: "measured" }>;

/** Runs the tests that lie beside the policies and measures what they run; `least` is a ratio such as `95%`. */
export async function measurePolicies(world: World, scope: Scope, least: string | null): Promise<MeasuredPolicies> {
  const limit = least === null ? null : parseRatio(least);
  if (least !== null && limit === null)
    throw new RollcallError("input-invalid", `${least} is no ratio: write it as 95%`);
  const subject = await policyTestsOf(world, scope);
  if (subject.kind === "invalid") return subject;
  const report = await measureCoverage(subject, world);
  if (report.kind !== "measured") return report;
  return { ...report, least: limit, isEnough: limit === null || report.coverage.share >= limit };
}
