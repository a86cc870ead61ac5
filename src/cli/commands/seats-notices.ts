import type { Person } from "../../model/person.ts";
import type { PoolNotices } from "../../model/unused-seats.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { seatNoticesText } from "../../report/seat-notices-text.ts";
import { noticeSeats } from "../../run/notice-seats.ts";
import type { Call } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";

/** How it is called. */
export const noticesUsage = `  notices        who is to be told that an unused seat goes back, and what pools/notices/POOL.yaml should say
    --write        write these files, for a pull request
`;

/** `rollcall seats notices`: who is to be told that an unused seat goes back. */
export async function seatNotices({ flags, console, world }: Call): Promise<ExitCode> {
  const isWritten = flags["write"] === true;
  const result = await noticeSeats(await world(), scopeOf(flags), { write: isWritten });
  if (result.diagnostics.length > 0) console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
  if (result.kind === "invalid") return exitCode.input;
  const { at, pools, organization } = result;
  const people = new Map(organization.people.map((person) => [person.id, person]));
  if (console.format === "json") {
    const rows = pools.map((pool) => jsonOf(pool, people));
    console.print(JSON.stringify({ format_version: "1.0", at, pools: rows }, null, 2));
    return exitCode.done;
  }
  const emails = new Map(organization.people.map(({ id, email }) => [id, email]));
  const options = { color: console.color, width: console.width };
  console.print(seatNoticesText({ pools, emails, isWritten }, namesOf(organization.people), options));
  return exitCode.done;
}

function jsonOf({ due, spent, keptOut, reclaimed, ...rest }: PoolNotices, people: ReadonlyMap<string, Person>) {
  return {
    ...rest,
    tell: due.map((notice) => {
      const person = people.get(notice.person);
      return { ...notice, name: `${person?.givenName} ${person?.familyName}`.trim(), email: person?.email ?? null };
    }),
    spent: spent.map(({ notice, reason }) => ({ person: notice.person, reason })),
    reclaimed: [...reclaimed.keys(), ...keptOut.map(({ person }) => person)].sort(),
  };
}
