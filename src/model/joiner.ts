import type { SecretReference } from "./application.ts";
import type { Instant, Milliseconds } from "./instant.ts";
import type { PersonKind } from "./person.ts";
import type { Source } from "./source.ts";

/** A point on the earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** What a source tells of one sign-up; null is evidence that it does not have. Texts are compared and never shown. */
export interface SignUp {
  readonly person: string;
  readonly signedUp: Instant;
  /** Name of where the row comes from: its quality is a threshold. */
  readonly source: string;
  /** Network address, or a hash of it. */
  readonly address: string | null;
  /** Where the sign-up came from. */
  readonly place: Place | null;
  /** Where the person says to be, or was last seen, and when. */
  readonly declared: { readonly place: Place; readonly at: Instant } | null;
  readonly device: string | null;
  readonly deviceKnown: boolean | null;
  /** What stands behind the @, in lower case. */
  readonly emailDomain: string | null;
  /** Fingerprint of what was paid with. */
  readonly payment: string | null;
  readonly at: Source;
}

/** What becomes of somebody who is about to get a first account. */
export type JoinerVerdict = "pass" | "review" | "block";

/** What accounts may have in common. */
export const sharedEvidence = ["address", "device", "payment"] as const;

/** One of those. */
export type SharedEvidence = (typeof sharedEvidence)[number];

/** So many sign-ups within so long are a crowd. */
export interface CrowdRule {
  readonly atLeast: number;
  readonly within: Milliseconds;
  readonly points: number;
}

/** `joiners` of `policies/thresholds.yaml`. */
export interface JoinerRules {
  /** People of other kinds do not sign up, and are never held. */
  readonly kinds: readonly PersonKind[];
  /** From this score on; `review` is at most `block`. */
  readonly review: number;
  readonly block: number;
  /** A held joiner is looked at within so long. */
  readonly reviewSla: Milliseconds;
  /** What becomes of a joiner of whom the source says nothing. */
  readonly noSignUp: JoinerVerdict;
  /** For each piece of evidence that a row lacks. */
  readonly missingEvidence: number;
  readonly distance: { readonly overKm: number; readonly within: Milliseconds; readonly points: number };
  readonly disposableEmail: number;
  readonly newDevice: number;
  readonly clusters: Readonly<Record<SharedEvidence, CrowdRule>>;
  readonly massSignUp: CrowdRule;
  /** `scores`: 0 (worthless) to 100, by source; one that is not named has 0. */
  readonly sourceQuality: {
    readonly below: number;
    readonly points: number;
    readonly scores: ReadonlyMap<string, number>;
  };
}

/** What somebody who looked at a joiner decided: an entry of `people/releases/*.yaml`. */
export interface JoinerDecision {
  readonly person: string;
  readonly decision: "release" | "block";
  readonly by: string;
  readonly reason: string;
  readonly from: Instant;
  /** The first moment at which it counts no more; null: it stays. */
  readonly until: Instant | null;
  readonly at: Source;
}

/** Everything that joiners are judged by. */
export interface JoinerSettings {
  readonly rules: JoinerRules;
  /** Sorted by person; at most one each. */
  readonly signUps: readonly SignUp[];
  readonly disposableDomains: ReadonlySet<string>;
  readonly decisions: readonly JoinerDecision[];
  /** Where somebody is told of held joiners; null: nobody is. */
  readonly alarm: string | SecretReference | null;
}

/** What spoke against a joiner. */
export interface JoinerReason {
  readonly signal:
    | "no-sign-up"
    | "missing-evidence"
    | "distance"
    | "disposable-email"
    | "new-device"
    | "source-quality"
    | "mass-sign-up"
    | `${SharedEvidence}-cluster`;
  readonly points: number;
  readonly text: string;
}

/** Somebody who is about to get a first account, and what is thought of that. */
export interface Joiner {
  readonly person: string;
  readonly verdict: JoinerVerdict;
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly JoinerReason[];
  /** `JoinerCluster.id` of those that this joiner is in. */
  readonly clusters: readonly string[];
  /** The sign-up, or the first moment of access when that is later; null: neither is known. */
  readonly since: Instant | null;
  /** What was decided by hand, and holds whatever the score is. */
  readonly decision: JoinerDecision | null;
}

/** Sign-ups that have something in common, or that are too many at once. */
export interface JoinerCluster {
  readonly kind: SharedEvidence | "mass-sign-up";
  /** The kind and who was first: the same while more people come. */
  readonly id: string;
  /** Ids in the order of the sign-ups, also of people who have an account already. */
  readonly people: readonly string[];
  readonly since: Instant;
}

/** Everybody who joins. */
export interface Joiners {
  /** By person id. */
  readonly byPerson: ReadonlyMap<string, Joiner>;
  /** Those that a joiner is in, by id. */
  readonly clusters: readonly JoinerCluster[];
}

/** Nobody joins, or nobody looks at who does. */
export const noJoiners: Joiners = { byPerson: new Map(), clusters: [] };
