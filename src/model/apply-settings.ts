import type { SecretReference } from "./application.ts";
import type { Milliseconds } from "./instant.ts";

/** How far a rollout has gone once a ring is made: so many people in all, a share (0 to 1) of them, or everybody. */
export type Ring =
  | { readonly kind: "people"; readonly count: number }
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "all" };

/** What has to hold between one ring and the next. */
export interface Gate {
  /** Largest share (0 to 1) of a ring's changes that may have gone wrong. */
  readonly maxFailures: number;
  /** How long to wait after a ring before the next begins. */
  readonly pause: Milliseconds;
}

/** When so much goes wrong that nothing further is tried: both must hold. */
export interface Surge {
  /** Share (0 to 1) of the changes made so far. */
  readonly failures: number;
  /** Changes that went wrong. */
  readonly atLeast: number;
}

/** How plans are applied. */
export interface ApplySettings {
  /** How long one applier keeps the others out without a sign of life. */
  readonly lease: Milliseconds;
  readonly rollout: readonly Ring[];
  readonly gate: Gate;
  /** What is done by itself when a ring does not pass: `ring` puts that ring back. */
  readonly rollback: "none" | "ring";
  readonly surge: Surge;
  /** Who is told of a halt: a URL that takes a POST, or a reference to it; null: nobody. */
  readonly alarm: string | SecretReference | null;
}
