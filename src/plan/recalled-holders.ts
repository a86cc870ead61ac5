import type { RecalledApplication, RecalledMembership } from "../model/recalled.ts";
import type { Holders } from "./live-group.ts";
import type { LiveIndex } from "./live-index.ts";

/** Who holds an entitlement by the ledger, where the application tells of nobody; of accounts it does not know, nothing is known. */
export function recalledHolders(
  index: LiveIndex,
  recalled: RecalledApplication,
  key: string,
): Holders & { readonly asked: ReadonlySet<string> } {
  const words = recalled.memberships.get(key) ?? none;
  const members = new Set<string>();
  const asked = new Set<string>();
  for (const [person, { id }] of index.byPerson) {
    const word = wordOn(words, { person, id });
    if (word === null && !recalled.accounts.has(id)) continue;
    asked.add(id);
    if (word === "given") members.add(id);
  }
  for (const [person, { word, account }] of words) {
    const isOrphan = account !== null && index.strangers.get(account)?.externalId === person;
    if (word === "given" && isOrphan) members.add(account);
  }
  return { members, asked };
}

/** How much the ledger knows of a group: accounts that it knows at all, and of those the ones that lost it without being seen to. */
export function countRecalled(index: LiveIndex, recalled: RecalledApplication, key: string) {
  const { members, asked } = recalledHolders(index, recalled, key);
  const words = recalled.memberships.get(key) ?? none;
  const unseen = [...index.byPerson].filter(([person, { id }]) => wordOn(words, { person, id }) === "taken-unseen");
  return { known: asked.size, given: members.size, unseen: unseen.length };
}

/** What was about another account of the same person is about nothing that is there now. */
function wordOn(
  words: ReadonlyMap<string, RecalledMembership>,
  { person, id }: { readonly person: string; readonly id: string },
): RecalledMembership["word"] | null {
  const said = words.get(person);
  return said === undefined || (said.account !== null && said.account !== id) ? null : said.word;
}

const none: ReadonlyMap<string, RecalledMembership> = new Map();
