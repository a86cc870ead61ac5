import type { Finding } from "../model/finding.ts";
import type { UnusedSeats } from "../model/unused-seats.ts";

/** What a reader of a plan should know of seats that nobody uses. */
export function unusedFindings(pools: readonly UnusedSeats[]): readonly Finding[] {
  return pools.flatMap((unused) => {
    const { pool: subject, application, due, spent, keptOut } = unused;
    const messages: readonly (readonly [Finding["kind"], string | null])[] = [
      ["sign-ins-stale", doubt(unused)],
      ["seat-unused", due.length === 0 ? null : tell(due)],
      ["seat-reclaimed", keptOut.length === 0 ? null : kept(keptOut)],
      ["notice-spent", spent.length === 0 ? null : over(spent.map(({ notice }) => notice))],
    ];
    return messages.flatMap(([kind, message]) => (message === null ? [] : { kind, application, subject, message }));
  });
}

function doubt({ application, evidence }: UnusedSeats): string | null {
  if (evidence === null) return `no seat is reclaimed: rollcall.yaml names no signIns of ${application}`;
  const { source, isFresh } = evidence;
  if (isFresh) return null;
  if (source.kind === "attribute")
    return `no seat is reclaimed: no account in a trusted listing shows ${source.attribute} as a time`;
  const newest = evidence.newest === null ? "nobody has signed in" : `the newest sign-in is of ${evidence.newest}`;
  return `no seat is reclaimed: in ${source.path} ${newest}, and that is older than maxAge`;
}

function tell(due: UnusedSeats["due"]): string {
  const seen = due.flatMap(({ lastSignIn }) => lastSignIn ?? []).sort();
  const since = seen.length === 0 ? "have never signed in" : `have not signed in since ${seen.at(-1)} or before`;
  return `${due.length} ${since}: ${named(due)}; tell them with rollcall seats notices`;
}

function kept(notices: UnusedSeats["keptOut"]): string {
  return `${notices.length} get none until they sign in, or their line in ${fileOf(notices)} is removed: ${named(notices)}`;
}

function over(notices: UnusedSeats["keptOut"]): string {
  return `${notices.length} in ${fileOf(notices)}: ${named(notices)}; rollcall seats notices --write removes them`;
}

function fileOf(notices: UnusedSeats["keptOut"]): string {
  return notices[0]?.at.file ?? "";
}

function named(people: readonly { readonly person: string }[]): string {
  const ids = people.map(({ person }) => person);
  return (ids.length > 20 ? [...ids.slice(0, 20), "…"] : ids).join(", ");
}
