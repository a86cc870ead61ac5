import type { JoinerQueue } from "../model/joiner-queue.ts";
import type { Person } from "../model/person.ts";
import { csv } from "./csv.ts";

const head = [
  ...["person", "name", "user_name", "verdict", "score", "since", "age_minutes", "due", "overdue", "decided_by"],
  ...["reasons", "clusters"],
];

/** One row for everybody who is held, in the order of the queue. */
export function joinersCsv({ held }: JoinerQueue, people: ReadonlyMap<string, Person>): string {
  const rows = held.map((joiner) => {
    const person = people.get(joiner.person);
    return [
      ...[joiner.person, `${person?.givenName ?? ""} ${person?.familyName ?? ""}`.trim(), person?.userName ?? null],
      ...[joiner.verdict, joiner.score, joiner.since],
      joiner.ageSeconds === null ? null : Math.floor(joiner.ageSeconds / 60),
      ...[joiner.due, joiner.isOverdue ? "yes" : "no", joiner.decidedBy],
      joiner.reasons.map(({ text, points }) => `${text} (${points})`).join("; "),
      joiner.clusters.join(" "),
    ];
  });
  return csv([head, ...rows]);
}
