import type { Approval, GuardOverride, Review, Reviews, Teams } from "../model/approval.ts";
import type {
  ApprovalStanding,
  Block,
  NeedStanding,
  Objected,
  Objection,
  OverrideStanding,
} from "../model/approval-standing.ts";
import { compareText } from "../model/compare.ts";
import { isOverridable, overridesNeeded } from "../model/guard-limits.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { Plan } from "../model/plan.ts";
import { isPresent } from "../model/presence.ts";
import { Identities, type Identity } from "./identities.ts";
import { beneficiariesOf, type NeedScope, needsByTeam, type TeamNeed } from "./team-need.ts";

/** Who said what, and whom to believe. */
export interface Witnesses {
  readonly reviews: Reviews;
  readonly people: readonly Person[];
  /** Null: nobody wrote down who is in which team, and the pipeline is believed. */
  readonly teams: Teams | null;
  /** How long an approval holds; null: for ever. */
  readonly expire: Milliseconds | null;
}

/**
 * What is there at an instant of the approvals that a part of a plan needs, and what is missing. A team is asked once, for the largest number
 * that any of its needs names. An approval counts when a person who is here, is in the team, proposed nothing of it and may
 * write gave it for exactly these operations after they were published, not too long ago, and did not take it back. Nobody
 * counts twice, and nobody for a change that benefits them, so that this change then needs another approver.
 */
export function standingOn(plan: Plan, scope: NeedScope, consent: Witnesses, at: Instant): ApprovalStanding {
  const panel = new Panel(plan, consent, at);
  const needs = [...needsByTeam(plan, scope)].sort(([a], [b]) => compareText(a, b));
  // A guard may stop only when the plan is made again, so an override counts whether or not this plan says so.
  const guards = new Set([...plan.guards, ...consent.reviews.overrides].map(({ guard }) => guard));
  return {
    operations: plan.operations,
    published: panel.published,
    needs: needs.map(([from, need]) => panel.need(from, need)),
    overrides: [...guards].sort(compareText).map((guard) => panel.override(guard)),
    blocks: panel.blocks(needs.map(([from]) => from)),
  };
}

/** A review with who is behind it; `isWithdrawn`: the same person asked for changes or was dismissed since. */
interface Voice {
  readonly review: Review;
  readonly identity: Identity;
  readonly isWithdrawn: boolean;
}

/** Those who look at one plan. */
class Panel {
  readonly published: Instant;
  readonly #plan: Plan;
  readonly #consent: Witnesses;
  readonly #at: Instant;
  readonly #identities: Identities;
  readonly #proposers: ReadonlySet<string>;
  readonly #members: ReadonlyMap<string, ReadonlyMap<string, string>> | null;
  readonly #voices: readonly Voice[];

  constructor(plan: Plan, consent: Witnesses, at: Instant) {
    const { reviews, people, teams } = consent;
    this.published = reviews.published ?? plan.basis.at;
    this.#plan = plan;
    this.#consent = consent;
    this.#at = at;
    this.#identities = new Identities(people);
    this.#proposers = this.#identities.keysOf(reviews.proposers);
    this.#members = teams === null ? null : new Map([...teams].map(([team, names]) => [team, this.#membersOf(names)]));
    this.#voices = voicesOf(reviews.reviews, this.#identities);
  }

  need(from: string, need: TeamNeed): NeedStanding {
    const { required, rules, changes } = need;
    const benefits = this.#identities.keysOf(need.beneficiaries);
    const counted = new Map<string, Approval>();
    const passedOver = new Map<string, Objected>();
    for (const { review, identity, isWithdrawn } of this.#voices) {
      if (review.state !== "approved" || (review.team !== null && review.team !== from)) continue;
      if (review.team === null && !this.#isMember(from, identity) && this.#isInSomeTeam(identity)) continue;
      const why =
        this.#against(review, identity) ?? this.#outside(from, review, identity) ?? (isWithdrawn ? "withdrawn" : null);
      const approval = { operations: this.#plan.operations, by: review.by, team: from, at: review.at, rules, changes };
      if (why !== null) passedOver.set(identity.key, { by: review.by, why });
      else if (!counted.has(identity.key)) counted.set(identity.key, approval);
    }
    const own = [...counted].filter(([key]) => benefits.has(key));
    for (const [key] of counted) passedOver.delete(key);
    return {
      ...{ from, required, rules, changes },
      have: counted.size - (own.length > 0 ? 1 : 0),
      counted: [...counted.values()].sort(compareVoices),
      passedOver: [...passedOver.values(), ...own.map(([, { by }]) => ({ by, why: "benefits" as const }))].sort(
        compareVoices,
      ),
      ...this.#candidates(from, benefits, new Set(counted.keys())),
    };
  }

  /** Whoever gains anything by the plan does not decide that a guard is to be passed over. */
  override(guard: string): OverrideStanding {
    const benefits = this.#identities.keysOf(this.#plan.changes.flatMap(({ change }) => beneficiariesOf(change)));
    const counted = new Map<string, GuardOverride>();
    const passedOver = new Map<string, Objected>();
    for (const override of this.#consent.reviews.overrides) {
      if (override.guard !== guard) continue;
      const { by } = override;
      const identity = this.#identities.of(by);
      const why =
        this.#against({ ...override, isBot: false, mayWrite: null }, identity) ??
        (benefits.has(identity.key) ? "benefits" : null) ??
        (this.#members === null || this.#isInSomeTeam(identity) ? null : "not-in-team") ??
        (this.#asksForChanges(identity) ? "withdrawn" : null);
      if (why !== null) passedOver.set(identity.key, { by, why });
      else if (!counted.has(identity.key)) counted.set(identity.key, override);
    }
    for (const key of counted.keys()) passedOver.delete(key);
    return {
      ...{ guard, isPossible: isOverridable(guard), required: overridesNeeded },
      counted: [...counted.values()].sort(compareVoices),
      passedOver: [...passedOver.values()].sort(compareVoices),
    };
  }

  /** Also of earlier operations: who asked for changes has to say that they are content. */
  blocks(required: readonly string[]): readonly Block[] {
    const found = this.#voices.flatMap(({ review, identity, isWithdrawn }) => {
      if (review.state !== "changes-requested" || isWithdrawn || isBot(review, identity)) return [];
      const teams = required.filter((team) => this.#speaksFor(team, review, identity));
      return teams.length === 0 ? [] : [{ by: review.by, teams, at: review.at }];
    });
    return found.sort(compareVoices);
  }

  /** What stands against a voice, whichever team it speaks for. */
  #against(
    said: Pick<Review, "by" | "at" | "operations" | "isBot" | "mayWrite">,
    identity: Identity,
  ): Objection | null {
    if (identity.kind === "ambiguous") return "ambiguous";
    if (isBot(said, identity)) return "bot";
    if (this.#proposers.has(identity.key)) return "proposed";
    if (identity.kind === "person" && !isPresent(identity.person, this.#at)) return "not-here";
    if (said.mayWrite === false) return "no-write";
    if (said.operations !== this.#plan.operations) return "other-operations";
    if (said.at < this.published) return "too-early";
    const { expire } = this.#consent;
    return expire !== null && Date.parse(said.at) + expire <= Date.parse(this.#at) ? "expired" : null;
  }

  #outside(team: string, review: Review, identity: Identity): Objection | null {
    if (this.#members !== null) return this.#isMember(team, identity) ? null : "not-in-team";
    return review.team === null ? "no-team-named" : null;
  }

  /** Where nobody knows who is in a team, whoever may be in it is heard. */
  #speaksFor(team: string, review: Review, identity: Identity): boolean {
    if (this.#members !== null) return this.#isMember(team, identity);
    return review.team === null || review.team === team;
  }

  #candidates(
    team: string,
    benefits: ReadonlySet<string>,
    counted: ReadonlySet<string>,
  ): Pick<NeedStanding, "couldGive" | "cannotGive"> {
    if (this.#members === null) return { couldGive: null, cannotGive: [] };
    const members = [...(this.#members.get(team) ?? [])].filter(([key]) => !counted.has(key));
    const judged = members.map(([key, by]) => ({ by, why: this.#bar(by) ?? (benefits.has(key) ? "benefits" : null) }));
    return {
      couldGive: judged
        .filter(({ why }) => why === null)
        .map(({ by }) => by)
        .sort(compareText),
      cannotGive: judged.flatMap(({ by, why }) => (why === null ? [] : [{ by, why }])).sort(compareVoices),
    };
  }

  /** What keeps somebody from agreeing at all. */
  #bar(by: string): Objection | null {
    const now = { by, at: this.#at, operations: this.#plan.operations, isBot: false, mayWrite: null };
    const why = this.#against(now, this.#identities.of(by));
    return why === "too-early" || why === "expired" ? null : why;
  }

  #membersOf(names: readonly string[]): ReadonlyMap<string, string> {
    return new Map(names.map((name) => [this.#identities.of(name).key, name]));
  }

  #isMember(team: string, { key }: Identity): boolean {
    return this.#members?.get(team)?.has(key) === true;
  }

  #isInSomeTeam(identity: Identity): boolean {
    return [...(this.#members?.keys() ?? [])].some((team) => this.#isMember(team, identity));
  }

  #asksForChanges({ key }: Identity): boolean {
    return this.#voices.some(
      ({ review, identity, isWithdrawn }) =>
        identity.key === key && review.state === "changes-requested" && !isWithdrawn,
    );
  }
}

/** What somebody said last holds; a comment says nothing. */
function voicesOf(reviews: readonly Review[], identities: Identities): readonly Voice[] {
  const inOrder = reviews
    .map((review) => ({ review, identity: identities.of(review.by) }))
    .sort((a, b) => compareText(a.review.at, b.review.at));
  const turned = new Map<string, number>();
  const agreed = new Map<string, number>();
  for (const [place, { review, identity }] of inOrder.entries()) {
    if (review.state === "approved") agreed.set(identity.key, place);
    else if (review.state !== "commented") turned.set(identity.key, place);
  }
  return inOrder.map((voice, place) => {
    const { key } = voice.identity;
    const last = Math.max(turned.get(key) ?? -1, voice.review.state === "approved" ? -1 : (agreed.get(key) ?? -1));
    return { ...voice, isWithdrawn: last > place };
  });
}

function isBot({ by, isBot: isSaidToBe }: Pick<Review, "by" | "isBot">, identity: Identity): boolean {
  return (
    isSaidToBe ||
    by.toLowerCase().endsWith("[bot]") ||
    (identity.kind === "person" && identity.person.kind === "service")
  );
}

function compareVoices(a: { readonly by: string }, b: { readonly by: string }): number {
  return compareText(a.by, b.by);
}
