import { compareText } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import {
  type Joiner,
  type JoinerDecision,
  type JoinerReason,
  type JoinerRules,
  type JoinerSettings,
  type Joiners,
  type JoinerVerdict,
  noJoiners,
  type SignUp,
} from "../model/joiner.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import { isWithin } from "../model/presence.ts";
import type { Recalled } from "../model/recalled.ts";
import type { Desired } from "./desired.ts";
import type { Observed } from "./diff.ts";
import { clustersOf, type FoundCluster } from "./joiner-clusters.ts";
import { signalsOf } from "./joiner-signals.ts";

/** People of the roster who have an account anywhere, enabled or not, or to whom a run of the ledger gave something that stands. */
export function knownPeople(
  people: Iterable<string>,
  observed: readonly Pick<Observed, "hasAccount">[],
  recalled: Recalled,
): ReadonlySet<string> {
  const served = [...recalled.values()].map((application) => application.people);
  const known = new Set<string>();
  for (const person of people) {
    if (observed.some((seen) => seen.hasAccount(person)) || served.some((own) => own.has(person))) known.add(person);
  }
  return known;
}

/**
 * Judges everybody who joins: who is here, should have an account somewhere, and is not `known`. Who is known is never judged, so
 * that no signal takes anything from anybody. Pure, and in time linear in people and sign-ups but for one sort.
 */
export function judgeJoiners(
  { joiners: settings }: Pick<Organization, "joiners">,
  desired: Pick<Desired, "applications" | "at">,
  known: ReadonlySet<string>,
): Joiners {
  if (settings === null) return noJoiners;
  const people = arriving(desired, settings.rules, known);
  if (people.length === 0) return noJoiners;
  const clusters = clustersOf(settings.signUps, settings.rules);
  const evidence = {
    settings,
    clusters,
    signUps: new Map(settings.signUps.map((signUp) => [signUp.person, signUp])),
    decisions: decisionsAt(settings.decisions, desired.at),
  };
  const own = new Set<FoundCluster>();
  for (const { id } of people) for (const cluster of clusters.get(id) ?? []) own.add(cluster);
  const byPerson = new Map<string, Joiner>();
  for (const person of people) byPerson.set(person.id, judge(person, evidence));
  return {
    byPerson,
    clusters: [...own]
      .map(({ kind, id, people: members, since }) => ({ kind, id, people: members, since }))
      .sort((a, b) => compareText(a.id, b.id)),
  };
}

/** Everybody who should have an account somewhere and is not known, in no particular order. */
function arriving(
  { applications }: Pick<Desired, "applications">,
  { kinds }: JoinerRules,
  known: ReadonlySet<string>,
): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { accounts } of applications.values()) {
    for (const [id, { person }] of accounts) if (kinds.includes(person.kind) && !known.has(id)) people.set(id, person);
  }
  return [...people.values()];
}

/** Of entries that say the same, the first; others that hold at once are an error of the files. */
function decisionsAt(decisions: readonly JoinerDecision[], at: Instant): ReadonlyMap<string, JoinerDecision> {
  const holding = decisions.filter(({ from, until }) => isWithin(from, until, at));
  return new Map(holding.toReversed().map((decision) => [decision.person, decision]));
}

interface Evidence {
  readonly settings: JoinerSettings;
  readonly clusters: ReadonlyMap<string, readonly FoundCluster[]>;
  readonly signUps: ReadonlyMap<string, SignUp>;
  readonly decisions: ReadonlyMap<string, JoinerDecision>;
}

function judge({ id, start, email }: Person, { settings, clusters, signUps, decisions }: Evidence): Joiner {
  const signUp = signUps.get(id);
  const own = clusters.get(id) ?? [];
  const reasons = signUp === undefined ? unseen(settings.rules) : signalsOf(withEmail(signUp, email), settings, own);
  const score = Math.min(
    100,
    reasons.reduce((sum, { points }) => sum + points, 0),
  );
  const decision = decisions.get(id) ?? null;
  return {
    person: id,
    verdict: decision === null ? verdictOn(score, signUp, settings.rules) : decidedVerdict(decision),
    score,
    reasons,
    clusters: own.map((cluster) => cluster.id),
    since: later(signUp?.signedUp ?? null, start),
    decision,
  };
}

/** Where the source tells no address, the roster does. */
function withEmail(signUp: SignUp, email: string | null): SignUp {
  if (signUp.emailDomain !== null || email === null) return signUp;
  return { ...signUp, emailDomain: email.slice(email.lastIndexOf("@") + 1).toLowerCase() };
}

/** Missing evidence is not innocence. */
function unseen({ noSignUp, review, block }: JoinerRules): readonly JoinerReason[] {
  if (noSignUp === "pass") return [];
  const points = noSignUp === "block" ? block : review;
  return [{ signal: "no-sign-up", points, text: "no source knows of a sign-up" }];
}

function verdictOn(score: number, signUp: SignUp | undefined, rules: JoinerRules): JoinerVerdict {
  if (signUp === undefined) return rules.noSignUp;
  if (score >= rules.block) return "block";
  return score >= rules.review ? "review" : "pass";
}

function decidedVerdict({ decision }: JoinerDecision): JoinerVerdict {
  return decision === "release" ? "pass" : "block";
}

function later(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
