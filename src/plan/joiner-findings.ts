import type { Finding } from "../model/finding.ts";
import type { Joiner, Joiners } from "../model/joiner.ts";

/** People who get nothing for now. */
export function heldPeople({ byPerson }: Joiners): ReadonlySet<string> {
  return new Set([...byPerson.values()].flatMap(({ person, verdict }) => (verdict === "pass" ? [] : person)));
}

/** One finding for everybody who is held: how many points, for what, and since when. */
export function joinerFindings({ byPerson }: Joiners): readonly Finding[] {
  return [...byPerson.values()].flatMap((joiner) => {
    const { person, verdict } = joiner;
    if (verdict === "pass") return [];
    const kind = verdict === "block" ? "joiner-blocked" : "joiner-held";
    return [{ kind, application: "*", subject: person, message: messageOf(joiner) }];
  });
}

function messageOf({ score, reasons, since, decision }: Joiner): string {
  const because = reasons.map(({ text, points }) => `${text} (${points})`).join("; ");
  const decided = decision === null ? "" : `blocked by ${decision.by} (${decision.reason}); `;
  const when = since === null ? "" : `, since ${since}`;
  return `${decided}score ${score}${because === "" ? "" : `: ${because}`}${when}`;
}
