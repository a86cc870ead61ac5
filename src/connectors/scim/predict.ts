import type { Change } from "../../model/change.ts";
import { groupBy } from "../../model/group-by.ts";
import { lackOf } from "./abilities.ts";
import { bulkSize } from "./bulk.ts";
import { directionOf, isMembership, memberKey } from "./membership.ts";
import { membersPerPatch } from "./patch.ts";
import type { Profile } from "./profile.ts";
import { laneOf, targetsOf } from "./target.ts";

/** Mutating requests that these changes take at best. */
export function predict(profile: Profile, changes: readonly Change[]): number {
  const possible = changes.filter((change) => lackOf(profile, change) === null);
  const targets = targetsOf(
    profile,
    possible.filter((change) => !isMembership(change)),
  );
  const accounts = targets.map(({ subject, changes: [first] }) => ({ lane: laneOf(subject), turn: turnOf(first) }));
  const groups = [...groupBy(possible.filter(isMembership), memberKey).values()].flatMap((members) => {
    const size = profile.members === null ? 1 : membersPerPatch(profile.members, directionOf(members[0]));
    const [first] = members;
    const request = { lane: first?.entitlement.value ?? "", turn: directionOf(first) };
    return Array.from({ length: Math.ceil(members.length / size) }, () => request);
  });
  return together(profile, accounts) + together(profile, groups);
}

interface Request {
  /** Whose requests follow one another. */
  readonly lane: string;
  /** What is made in one turn with it. */
  readonly turn: string;
}

/** The first of every lane go together, then the second of every lane, and so on. */
function together(profile: Profile, requests: readonly Request[]): number {
  const size = bulkSize(profile);
  if (size === 1) return requests.length;
  const before = new Map<string, number>();
  const rounds = new Map<string, number>();
  for (const { lane, turn } of requests) {
    const place = before.get(`${turn} ${lane}`) ?? 0;
    before.set(`${turn} ${lane}`, place + 1);
    const round = `${turn} ${place}`;
    rounds.set(round, (rounds.get(round) ?? 0) + 1);
  }
  return [...rounds.values()].reduce((sum, count) => sum + Math.ceil(count / size), 0);
}

/** See the stages of `inRounds`. */
function turnOf(change: Change | undefined): string {
  if (change === undefined || "entitlement" in change) return "holdings";
  return change.kind === "disable-account" || change.kind === "delete-account" ? change.kind : "image";
}
