import type { Account } from "../model/access.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { GroupPage } from "../model/page.ts";
import type { Person } from "../model/person.ts";

/** What is remembered of an account once its page is gone. */
export interface LiveAccount {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  /** Managed roles and licences on the account itself, by key. */
  readonly keys: readonly string[];
}

/** Members of one group as read so far; null once a page would not tell. */
export interface LiveGroup {
  readonly name: string;
  members: Set<string> | null;
}

/** Live accounts and memberships as far as pages have come: the answerer of diff's questions. */
export class LiveIndex {
  /** Accounts that carry the id of somebody on the roster, by that id. */
  readonly byPerson = new Map<string, LiveAccount>();
  /** Accounts that carry no id, or one that is not on the roster. */
  readonly strangers: Account[] = [];
  /** Second and further accounts with the same id. */
  readonly duplicates: Account[] = [];
  readonly groups = new Map<string, LiveGroup>();
  readonly personOf = new Map<string, string>();
  /** One line for each account and group, for the digest of the live state. */
  readonly lines: string[] = [];
  accounts = 0;

  readonly #people: ReadonlyMap<string, Person>;
  readonly #managed: ReadonlySet<string>;
  readonly #strangerIds = new Map<string | null, Account>();

  constructor(people: ReadonlyMap<string, Person>, managed: ReadonlySet<string>) {
    this.#people = people;
    this.#managed = managed;
  }

  /** The account with a remote id, when it matches nobody by its own id. */
  strangerOf(id: string): Account | undefined {
    if (this.#strangerIds.size !== this.strangers.length) {
      for (const account of this.strangers) this.#strangerIds.set(account.id, account);
    }
    return this.#strangerIds.get(id);
  }

  /** Takes an account in; true when it is the one account of somebody on the roster. */
  add(account: Account): boolean {
    this.accounts += 1;
    this.lines.push(lineOf(account));
    const person = account.externalId;
    if (account.id === null || person === null || !this.#people.has(person)) {
      this.strangers.push(account);
      return false;
    }
    if (this.byPerson.has(person)) {
      this.duplicates.push(account);
      return false;
    }
    this.link(person, account);
    return true;
  }

  /** Notes that an account belongs to somebody. */
  link(person: string, account: Account): void {
    if (account.id === null) return;
    this.byPerson.set(person, {
      id: account.id,
      userName: account.userName,
      active: account.active,
      keys: this.#managedKeys(account),
    });
    this.personOf.set(account.id, person);
  }

  addGroup(page: GroupPage): void {
    const known = this.groups.get(page.name);
    const group: LiveGroup = known ?? { name: page.name, members: new Set() };
    this.groups.set(page.name, group);
    this.lines.push(JSON.stringify(["group", page.id, page.name, page.members?.toSorted() ?? null]));
    if (page.members === null) group.members = null;
    for (const member of page.members ?? []) group.members?.add(member);
  }

  #managedKeys(account: Account): readonly string[] {
    if (account.entitlements.length === 0) return none;
    return account.entitlements.map(entitlementKey).filter((key) => this.#managed.has(key));
  }
}

const none: readonly string[] = [];

function lineOf(account: Account): string {
  const entitlements = account.entitlements.map(entitlementKey).sort();
  const attributes = Object.entries(account.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const { id, externalId, userName, active } = account;
  return JSON.stringify(["account", id, externalId, userName, active, attributes, entitlements]);
}
