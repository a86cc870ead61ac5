import { compareText } from "../model/compare.ts";
import {
  type CrowdRule,
  type JoinerCluster,
  type JoinerReason,
  type JoinerRules,
  type SharedEvidence,
  type SignUp,
  sharedEvidence,
} from "../model/joiner.ts";
import { type Crowd, crowds } from "./joiner-crowds.ts";

/** A cluster with what it says against everybody in it. */
export interface FoundCluster extends JoinerCluster {
  readonly reason: JoinerReason;
}

/**
 * Clusters by the person of each sign-up. All sign-ups of the source count, also of people who have an account by now: who was
 * let in must not make the others look less alike.
 */
export function clustersOf(
  signUps: readonly SignUp[],
  rules: JoinerRules,
): ReadonlyMap<string, readonly FoundCluster[]> {
  const sorted = signUps
    .map((signUp): Timed => ({ signUp, time: Date.parse(signUp.signedUp) }))
    .sort((a, b) => a.time - b.time || compareText(a.signUp.person, b.signUp.person));
  const found = [
    ...sharedEvidence.flatMap((kind) => sharedBy(sorted, kind, rules.clusters[kind])),
    ...within(sorted, "mass-sign-up", rules.massSignUp),
  ];
  const byPerson = new Map<string, FoundCluster[]>();
  for (const cluster of found) {
    for (const person of cluster.people) {
      const own = byPerson.get(person);
      if (own === undefined) byPerson.set(person, [cluster]);
      else own.push(cluster);
    }
  }
  return byPerson;
}

/** Told apart by numbers, which compare faster than texts. */
interface Timed {
  readonly signUp: SignUp;
  readonly time: number;
}

function sharedBy(sorted: readonly Timed[], kind: SharedEvidence, rule: CrowdRule): readonly FoundCluster[] {
  const groups = new Map<string, Timed[]>();
  for (const timed of sorted) {
    const value = timed.signUp[kind];
    if (value === null) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [timed]);
    else group.push(timed);
  }
  return [...groups.values()].flatMap((group) => (group.length < rule.atLeast ? [] : within(group, kind, rule)));
}

/** Crowds among sign-ups that are in order. */
function within(sorted: readonly Timed[], kind: JoinerCluster["kind"], rule: CrowdRule): readonly FoundCluster[] {
  const times = sorted.map(({ time }) => time);
  return crowds(times, rule).map((crowd) => clusterOf(sorted, crowd, { kind, points: rule.points }));
}

function clusterOf(
  sorted: readonly Timed[],
  { first, last, peak }: Crowd,
  { kind, points }: { readonly kind: JoinerCluster["kind"]; readonly points: number },
): FoundCluster {
  const people: string[] = [];
  for (let at = first; at <= last; at += 1) people.push(sorted[at]?.signUp.person ?? "");
  const since = sorted[first]?.signUp.signedUp ?? "";
  const reason = reasonOf(kind, { points, peak, others: people.length - 1 });
  return { kind, id: `${kind}:${people[0] ?? ""}`, people, since, reason };
}

function reasonOf(
  kind: JoinerCluster["kind"],
  { points, peak, others }: { readonly points: number; readonly peak: number; readonly others: number },
): JoinerReason {
  if (kind === "mass-sign-up") {
    return { signal: kind, points, text: `one of ${peak} who signed up at about the same time` };
  }
  return { signal: `${kind}-cluster`, points, text: `has the ${words[kind]} of ${count(others)}` };
}

const words = { address: "address", device: "device", payment: "payment source" } as const;

function count(others: number): string {
  return others === 1 ? "one other" : `${others} others`;
}
