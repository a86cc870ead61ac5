import type { GroupPage } from "../model/page.ts";

/** Who holds an entitlement, and of whom that is known. */
export interface Holders {
  /** Remote account ids. */
  readonly members: ReadonlySet<string>;
  /** The accounts that the application was asked about; null: it told all of them. */
  readonly asked: ReadonlySet<string> | null;
}

/** One group as read so far. */
export interface LiveGroup extends Holders {
  readonly id: string;
  readonly name: string;
  readonly members: Set<string>;
  readonly asked: Set<string> | null;
  /** Several groups bear the name: nobody can tell which one is meant. */
  readonly isAmbiguous: boolean;
}

/** Whether an account holds the entitlement; null when that is not known, which is neither yes nor no. */
export function holds(holders: Holders, account: string): boolean | null {
  if (holders.members.has(account)) return true;
  return holders.asked === null || holders.asked.has(account) ? false : null;
}

/** Nothing is known of anybody. */
export const unknownHolders: Holders = { members: new Set(), asked: new Set() };

/** Adds a page to what earlier pages said of the same group; the order of pages does not matter. */
export function takeIn(known: LiveGroup | undefined, page: GroupPage): LiveGroup {
  const { id, name, checked } = page;
  if (known !== undefined && (known.isAmbiguous || known.id !== id)) return ambiguous(known, id);
  const members = known?.members ?? new Set<string>();
  for (const member of page.members ?? []) members.add(member);
  if (page.members !== null && checked === undefined)
    return known ?? { id, name, members, asked: null, isAmbiguous: false };
  const asked = known?.asked ?? new Set<string>();
  for (const account of page.members === null ? [] : (checked ?? [])) asked.add(account);
  return { id, name, members, asked, isAmbiguous: false };
}

function ambiguous({ id, name }: LiveGroup, other: string): LiveGroup {
  const smaller = id < other ? id : other;
  return { id: smaller, name, members: new Set(), asked: new Set(), isAmbiguous: true };
}
