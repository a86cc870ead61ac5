import type { Hold } from "../model/hold.ts";
import type { Instant } from "../model/instant.ts";
import { count } from "./change-words.ts";
import { blank, ink, line, render, type TextOptions, table } from "./lines.ts";

interface Listed {
  readonly since: Instant;
  readonly people: readonly {
    readonly person: string;
    readonly left: Instant | null;
    readonly last: Instant | null;
    readonly holds: readonly Hold[];
  }[];
  readonly holds: readonly Hold[];
}

/** Whose time is over and what forbids to erase them, then every hold. */
export function retentionText({ since, people, holds }: Listed, options: TextOptions): string {
  const free = people.filter((each) => each.holds.length === 0).length;
  const rows = people.map(({ person, left, last, holds: own }) => [
    person,
    left === null ? "has left" : `left ${left}`,
    last === null ? "no entry" : `last entry ${last}`,
    own.length === 0 ? ink("add", "may be erased") : ink("warn", `held: ${own.map(holdWords).join("; ")}`),
  ]);
  return render(
    [
      line(
        0,
        ink("strong", `${count(people.length, "person", "people")} past retention`),
        `: nothing since ${since}; ${free} may be erased.`,
      ),
      ...table(2, rows),
      ...(holds.length === 0 ? [] : [blank, line(0, ink("strong", "Holds"))]),
      ...table(
        2,
        holds.map((hold) => [hold.person ?? "everybody", holdWords(hold)]),
      ),
      blank,
      line(2, ink("faint", "Nothing is erased by itself: rollcall audit erase PERSON --reason retention.")),
    ],
    options,
  );
}

function holdWords({ reason, from, until, at }: Hold): string {
  return `${reason} from ${from}${until === null ? "" : ` until ${until}`} (${at.file}:${at.line})`;
}
