import { compareText } from "../model/compare.ts";
import type { Joiner, JoinerSettings, Joiners, JoinerVerdict } from "../model/joiner.ts";

/**
 * How a base commit judges who joins: by its own rules and all known domains that give e-mail to throw away, over the sign-ups and
 * decisions of the proposal; over its own where the proposal would not look at sign-ups any more. Null: the base does not judge.
 */
export function baseJoiners(proposal: JoinerSettings | null, base: JoinerSettings | null): JoinerSettings | null {
  if (base === null || proposal === null) return base;
  const disposableDomains = new Set([...proposal.disposableDomains, ...base.disposableDomains]);
  return { ...proposal, rules: base.rules, disposableDomains };
}

/** Of everybody who joins what the stricter of two judges says, and every cluster that either of them found. */
export function stricterJoiners(one: Joiners, other: Joiners): Joiners {
  if (other.byPerson.size === 0) return one;
  const byPerson = new Map(one.byPerson);
  for (const [person, joiner] of other.byPerson) {
    const known = byPerson.get(person);
    if (known === undefined || isStricter(joiner, known)) byPerson.set(person, joiner);
  }
  const clusters = new Map([...one.clusters, ...other.clusters].map((cluster) => [cluster.id, cluster]));
  return { byPerson, clusters: [...clusters.values()].sort((a, b) => compareText(a.id, b.id)) };
}

const rank = { pass: 0, review: 1, block: 2 } as const satisfies Record<JoinerVerdict, number>;

function isStricter(joiner: Joiner, known: Joiner): boolean {
  if (joiner.verdict !== known.verdict) return rank[joiner.verdict] > rank[known.verdict];
  return joiner.score > known.score;
}
