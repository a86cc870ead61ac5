import type { Organization } from "../model/organization.ts";
import type { BasePolicies } from "./base-policies.ts";
import type { Files } from "./read-files.ts";
import type { World } from "./world.ts";

/** What is proposed, and who is known to propose it. */
interface Proposal {
  readonly files: Files;
  readonly organization: Organization;
  readonly base: BasePolicies | null;
  /** Person ids, user names, e-mail addresses or logins. */
  readonly named: readonly string[];
}

/** Everybody who proposes: those named, and who wrote the commits since the base; person ids where the roster knows them, sorted. */
export async function proposersOf(
  { git }: Pick<World, "git">,
  { files, organization, base, named }: Proposal,
): Promise<readonly string[]> {
  const tip = files.commit ?? (base === null || git === null ? null : await git.resolve("HEAD"));
  const authors = git === null || base === null || tip === null ? [] : await git.authors(tip, base.commit);
  const names = [...named, ...authors];
  if (names.length === 0) return [];
  const known = peopleByName(organization);
  return [...new Set(names.map((name) => known.get(name.toLowerCase()) ?? name))].sort();
}

/** Person ids by every name that a forge or git may know somebody by, in lower case. */
function peopleByName({ people }: Organization): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { id, userName, email, attributes } of people) {
    for (const name of [id, userName, email, attributes["login"]])
      if (name != null && name !== "") found.set(name.toLowerCase(), id);
  }
  return found;
}
