import type { Instant } from "./instant.ts";
import type { Person } from "./person.ts";

/** Whether a person has access at all at an instant: not left, started, not ended. */
export function isPresent(person: Person, at: Instant): boolean {
  return person.status !== "left" && isWithin(person.start, person.end, at);
}

/** Whether `from` ≤ at < `until`; null is open. */
export function isWithin(from: Instant | null, until: Instant | null, at: Instant): boolean {
  return (from === null || from <= at) && (until === null || at < until);
}

/** Whether something that ends at `one` lasts longer than what ends at `other`; null is no end. */
export function endsLater(one: Instant | null, other: Instant | null): boolean {
  if (other === null) return false;
  return one === null || one > other;
}

/** Why somebody is not present, for people. */
export function absenceText(person: Person, at: Instant): string {
  if (person.end !== null && person.end <= at) return `ended at ${person.end}`;
  if (person.status === "left") return "has left";
  return person.start === null ? "is not here" : `starts at ${person.start}`;
}
