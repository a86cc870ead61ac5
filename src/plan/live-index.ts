import type { Account } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Instant } from "../model/instant.ts";
import type { GroupPage } from "../model/page.ts";
import type { Person } from "../model/person.ts";
import { type Holders, type LiveGroup, takeIn } from "./live-group.ts";
import { accountLine, groupLine } from "./live-line.ts";

/** What is remembered of an account once its page is gone. */
export interface LiveAccount {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  /** Whether it carries the person's id; an adopted one does not yet. */
  readonly isMarked: boolean;
  /** null: nobody asked, or it does not tell. */
  readonly lastSignIn: Instant | null;
}

/** One of several accounts that carry the same person's id. */
export interface LiveDuplicate extends LiveAccount {
  readonly person: Person;
}

/** Live accounts and memberships as far as pages have come: the answerer of diff's questions. */
export class LiveIndex {
  /** Accounts that carry the id of somebody on the roster, by that id. */
  readonly byPerson = new Map<string, LiveAccount>();
  /** Person id by the remote id of that one account. */
  readonly personOf = new Map<string, string>();
  /** Further accounts of somebody who has one already, by remote id. */
  readonly duplicates = new Map<string, LiveDuplicate>();
  /** Accounts that carry no id, or one that is not on the roster, by remote id. */
  readonly strangers = new Map<string, Account>();
  /** People whose one account bears another user name than theirs. */
  readonly misnamed = new Set<string>();
  accounts = 0;
  active = 0;

  readonly #people: ReadonlyMap<string, Person>;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #holders = new Map<string, Set<string>>();
  readonly #accountLines: string[] = [];

  /** Remembers who holds the `managed` roles and licences; groups are remembered all. */
  constructor(people: ReadonlyMap<string, Person>, managed: Iterable<string>) {
    this.#people = people;
    for (const key of managed) if (!key.startsWith("group:")) this.#holders.set(key, new Set());
  }

  /** Takes an account in; the person, when it is from now on the one account of somebody on the roster. */
  add(account: Account): Person | null {
    const { id, externalId } = account;
    if (id === null) return null;
    this.accounts += 1;
    if (account.active) this.active += 1;
    this.#accountLines.push(accountLine(account));
    for (const entitlement of account.entitlements) this.#holders.get(entitlementKey(entitlement))?.add(id);
    const person = externalId === null ? undefined : this.#people.get(externalId);
    if (person === undefined) {
      this.strangers.set(id, account);
      return null;
    }
    return this.#settle(person, rememberedOf(account, id));
  }

  /** Notes that an account without our mark belongs to somebody who has no other. */
  adopt(person: Person, account: Account): void {
    if (account.id === null) return;
    this.strangers.delete(account.id);
    this.#link(person, rememberedOf(account, account.id));
  }

  addGroup(page: GroupPage): void {
    this.#groups.set(page.name, takeIn(this.#groups.get(page.name), page));
  }

  /** Who holds a managed entitlement; undefined for a group that no page has shown. */
  holders(key: string): Holders | undefined {
    const members = this.#holders.get(key);
    return members === undefined ? this.#groups.get(key.slice("group:".length)) : { members, asked: null };
  }

  /** Whether several groups bear the name. */
  isAmbiguous(group: string): boolean {
    return this.#groups.get(group)?.isAmbiguous ?? false;
  }

  /** Whether the application shows a group and tells nothing of who is in it. */
  isSilent(key: string): boolean {
    const group = this.#holders.has(key) ? undefined : this.#groups.get(key.slice("group:".length));
    return group?.asked?.size === 0 && group.members.size === 0 && !group.isAmbiguous;
  }

  groupNames(): readonly string[] {
    return [...this.#groups.keys()].sort();
  }

  /** Whether an account may sign in; undefined for one that no page has shown. */
  isActive(id: string): boolean | undefined {
    const person = this.personOf.get(id);
    const account =
      person === undefined ? (this.duplicates.get(id) ?? this.strangers.get(id)) : this.byPerson.get(person);
    return account?.active;
  }

  /** One line for each account and group, in no particular order, for the digest of the live state. */
  lines(): readonly string[] {
    return [...this.#accountLines, ...[...this.#groups.values()].map(groupLine)];
  }

  /** Of several accounts with the same id, which one counts must not depend on the order of pages. */
  #settle(person: Person, account: LiveAccount): Person | null {
    const rival = this.byPerson.get(person.id);
    if (rival?.id === account.id) return null;
    if (rival !== undefined && compareClaims(person, rival, account) <= 0) {
      this.duplicates.set(account.id, { ...account, person });
      return null;
    }
    if (rival !== undefined) {
      this.personOf.delete(rival.id);
      this.misnamed.delete(person.id);
      this.duplicates.set(rival.id, { ...rival, person });
    }
    this.#link(person, account);
    return person;
  }

  #link(person: Person, account: LiveAccount): void {
    this.byPerson.set(person.id, account);
    if (!isSameName(account.userName, person.userName)) this.misnamed.add(person.id);
    this.personOf.set(account.id, person.id);
  }
}

function rememberedOf({ userName, active, externalId, lastSignIn }: Account, id: string): LiveAccount {
  return { id, userName, active, isMarked: externalId !== null, lastSignIn };
}

/** The active one, then the one with the person's user name, then the smaller id. */
function compareClaims(person: Person, a: LiveAccount, b: LiveAccount): number {
  const isNamed = (account: LiveAccount) => isSameName(account.userName, person.userName);
  return Number(b.active) - Number(a.active) || Number(isNamed(b)) - Number(isNamed(a)) || compareText(a.id, b.id);
}

/** User names are compared without regard to case (RFC 7643, section 4.1.1). */
export function isSameName(left: string, right: string): boolean {
  return left === right || left.toLowerCase() === right.toLowerCase();
}
