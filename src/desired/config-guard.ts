import { parseRatio } from "../document/instant.ts";
import type { Written } from "../document/validate.ts";
import type { GuardLimits, SizeLimit } from "../model/guard-limits.ts";
import type { ApprovalSettings, RosterGuard } from "../model/organization.ts";
import type { applicationGuardSchema, approvalsSchema, guardsSchema } from "./config-guard-schema.ts";
import type { configSchema } from "./config-schema.ts";
import { type Conversion, readDuration } from "./conversion.ts";

type WrittenGuards = Written<typeof guardsSchema>;
type WrittenLimits = Written<typeof applicationGuardSchema>;
type WrittenRosterGuard = Written<typeof configSchema>["people"]["guard"];

/** What the roster must look like to be believed. */
export function readRosterGuard(conversion: Conversion, guard: WrittenRosterGuard): RosterGuard {
  const maxAge =
    guard?.maxAge === undefined ? null : readDuration(conversion, ["people", "guard", "maxAge"], guard.maxAge);
  const filled = Object.entries(guard?.filled ?? {}).map(([column, share]): [string, number] => [
    column,
    parseRatio(share) ?? 1,
  ]);
  return {
    minPeople: guard?.minPeople ?? 1,
    maxDrop: parseRatio(guard?.maxDrop ?? 0.1) ?? 0,
    ...(maxAge === null ? {} : { maxAge }),
    ...(filled.length === 0 ? {} : { filled: Object.fromEntries(filled) }),
    ...(guard?.maxBlanked === undefined ? {} : { maxBlanked: parseRatio(guard.maxBlanked) ?? 0 }),
    ...(guard?.manifest === undefined || guard.manifest === "optional" ? {} : { manifest: guard.manifest }),
  };
}

/** Limits of one application: its own, else those of all, else such as no ordinary day comes near. */
export function readGuard(
  guards: WrittenGuards | undefined,
  own: WrittenLimits | undefined,
  maxDrop: number,
): GuardLimits {
  const written = [own, guards].flatMap((each) => each ?? []);
  return mergeLimits(written, {
    removals: { most: null, share: maxDrop, few: 5, from: 0 },
    creations: { most: null, share: 0.5, few: 20, from: 50 },
    privilege: { most: null, share: 0.5, few: 50, from: 50, risk: null },
  });
}

/** Limits over all applications together: of accounts that are new or given more, only what somebody wrote down. */
export function readOverall(guards: WrittenGuards | undefined, maxDrop: number): GuardLimits {
  const any: SizeLimit = { most: null, share: null, few: 0, from: 0 };
  return mergeLimits([guards?.overall ?? {}], {
    removals: { ...any, share: maxDrop, few: 20 },
    creations: any,
    privilege: { ...any, risk: null },
  });
}

/** How long approvals hold and may take. */
export function readApprovalSettings(
  conversion: Conversion,
  written: Written<typeof approvalsSchema> | undefined,
): ApprovalSettings {
  const duration = (key: "expire" | "sla", usual: string) =>
    readDuration(conversion, ["approvals", key], written?.[key] ?? usual) ?? 0;
  return { expire: duration("expire", "72h"), sla: duration("sla", "4h") };
}

/** The first that says anything of a number. */
function mergeLimits(written: readonly WrittenLimits[], usual: GuardLimits): GuardLimits {
  const risk = written.map(({ privilege }) => privilege?.risk).find((value) => value !== undefined);
  return {
    removals: mergeLimit(
      written.map(({ removals }) => removals),
      usual.removals,
    ),
    creations: mergeLimit(
      written.map(({ creations }) => creations),
      usual.creations,
    ),
    privilege: {
      ...mergeLimit(
        written.map(({ privilege }) => privilege),
        usual.privilege,
      ),
      risk: risk ?? usual.privilege.risk,
    },
  };
}

interface WrittenLimit {
  readonly most?: number | undefined;
  readonly share?: string | number | undefined;
  readonly few?: number | undefined;
  readonly from?: number | undefined;
}

function mergeLimit(written: readonly (WrittenLimit | undefined)[], usual: SizeLimit): SizeLimit {
  const first = <K extends keyof WrittenLimit>(key: K) => written.find((each) => each?.[key] !== undefined)?.[key];
  const share = first("share");
  return {
    most: first("most") ?? usual.most,
    share: share === undefined ? usual.share : parseRatio(share),
    few: first("few") ?? usual.few,
    from: first("from") ?? usual.from,
  };
}
