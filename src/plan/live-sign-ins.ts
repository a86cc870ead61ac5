import type { Organization } from "../model/organization.ts";
import type { ListingVerdict } from "../model/page.ts";
import type { SignIn, SignIns } from "../model/sign-ins.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";

/** All evidence of use that there is: what files hold, and what accounts tell. */
export function allSignIns(
  { signIns }: Pick<Organization, "signIns">,
  observed: readonly { readonly signIns: SignIns | null }[],
): readonly SignIns[] {
  return [...signIns, ...observed.flatMap((seen) => seen.signIns ?? [])];
}

/**
 * When people last signed in by the accounts of an application, as of the instant that is planned for; null where the files name no
 * attribute that tells. Of an account without the attribute nothing is known, and of a listing that cannot be trusted nothing at all.
 */
export function liveSignIns(
  { desired, at }: DiffContext,
  index: LiveIndex,
  { kind }: Pick<ListingVerdict, "kind">,
): SignIns | null {
  const { name, signIns: source } = desired.application;
  if (source?.kind !== "attribute") return null;
  const people: ReadonlyMap<string, SignIn> = kind === "complete" ? signInsOf(index) : new Map();
  return { application: name, source, maxAge: 0, newest: people.size === 0 ? null : at, people };
}

/** Of several accounts of somebody the latest sign-in counts, and nothing is known while one of them does not tell. */
function signInsOf({ byPerson, duplicates }: LiveIndex): ReadonlyMap<string, SignIn> {
  const people = new Map<string, SignIn>();
  for (const [person, { lastSignIn: last }] of byPerson) if (last !== null) people.set(person, { last, at: null });
  for (const { person, lastSignIn: last } of duplicates.values()) {
    const known = people.get(person.id)?.last ?? null;
    if (last === null) people.delete(person.id);
    else if (known !== null && last > known) people.set(person.id, { last, at: null });
  }
  return people;
}
