import type { Instant } from "../model/instant.ts";
import type { JoinerReason, JoinerVerdict } from "../model/joiner.ts";
import type { Person, PersonKind, PersonStatus } from "../model/person.ts";
import { isPresent } from "../model/presence.ts";
import type { Facts } from "./facts.ts";

/** A person as Rego sees them; names and addresses are nothing to judge by. */
export interface PersonFact {
  readonly id: string;
  readonly kind: PersonKind;
  readonly status: PersonStatus;
  readonly manager: string | null;
  /** Whether the manager is on the roster and here; null without one. */
  readonly managerPresent: boolean | null;
  readonly start: Instant | null;
  readonly end: Instant | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Counts as here at `at`: not left, and within start and end. */
  readonly present: boolean;
  /** What is thought of somebody who joins; null for everybody else. */
  readonly signals: {
    readonly verdict: JoinerVerdict;
    readonly score: number;
    readonly reasons: readonly JoinerReason[];
  } | null;
}

/** A person among others, at an instant. */
export function personFact(
  person: Person,
  { people, at, joiners }: Pick<Facts, "people" | "at" | "joiners">,
): PersonFact {
  const { id, kind, status, manager, start, end, attributes } = person;
  const owner = manager === null ? null : people.get(manager);
  const managerPresent = owner === null ? null : owner !== undefined && isPresent(owner, at);
  const joiner = joiners.get(id);
  const signals =
    joiner === undefined ? null : { verdict: joiner.verdict, score: joiner.score, reasons: joiner.reasons };
  return { id, kind, status, manager, managerPresent, start, end, attributes, present: isPresent(person, at), signals };
}
