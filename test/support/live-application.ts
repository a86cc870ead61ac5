import type { Account } from "../../src/model/access.ts";
import type { AccountImage, Change, ChangeKind } from "../../src/model/change.ts";
import { entitlementKey } from "../../src/model/entitlement-key.ts";
import type { Instant } from "../../src/model/instant.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { AccessPage, GroupPage, ListingVerdict } from "../../src/model/page.ts";
import type { Recalled } from "../../src/model/recalled.ts";
import type { Entitlement } from "../../src/model/role.ts";
import { type Composition, compose } from "../../src/plan/compose.ts";
import type { Desired } from "../../src/plan/desired.ts";
import { type Observed, startDiff } from "../../src/plan/diff.ts";
import { givenBy, withFormer } from "../../src/plan/former.ts";
import { judgeJoiners, knownPeople } from "../../src/plan/joiners.ts";
import { resolve } from "../../src/plan/resolve.ts";

/** Every kind of change. */
export const everyKind: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "create-account",
  "update-account",
  "disable-account",
  "enable-account",
  "delete-account",
  "grant",
  "revoke",
  "assign-seat",
  "release-seat",
  "end-sessions",
]);

/** An active account of `e1001` in `chat` that looks as the roster wants it; id, user name and attributes follow the person. */
export function anAccount(overrides: Partial<Account> = {}): Account {
  const person = overrides.externalId ?? "e1001";
  return {
    application: "chat",
    id: `id-${person}`,
    externalId: person,
    userName: `${person}@acme.example`,
    active: true,
    attributes: {
      givenName: "Given",
      familyName: `Family ${person}`,
      displayName: `Given Family ${person}`,
      email: `${person}@acme.example`,
      userType: "employee",
      department: "Engineering",
    },
    entitlements: [],
    version: null,
    lastSignIn: null,
    ...overrides,
  };
}

/** How a listing comes: in what order, how many at a time, how far it is to be believed. */
export interface ListingWish {
  readonly shuffle?: <T>(list: readonly T[]) => readonly T[];
  readonly pageSize?: number;
  readonly untrusted?: boolean;
}

/** An application in memory that changes can be made in, one by one, strictly: what it would refuse is an error. */
export class LiveApplication {
  readonly name: string;
  readonly accounts = new Map<string, Account>();
  readonly groups = new Map<string, Set<string>>();
  /** Groups whose members it does not tell. */
  readonly secretive = new Set<string>();
  /** Groups of which it tells only about these accounts. */
  readonly checked = new Map<string, ReadonlySet<string>>();
  #created = 0;

  constructor(name: string, groups: readonly string[] = []) {
    this.name = name;
    for (const group of groups) this.groups.set(group, new Set());
  }

  /** Puts an account in, with its memberships. */
  with(account: Account, ...groups: readonly string[]): this {
    const id = account.id ?? "";
    this.accounts.set(id, { ...account, application: this.name });
    for (const group of groups) this.groups.set(group, (this.groups.get(group) ?? new Set()).add(id));
    return this;
  }

  pages({ shuffle = (list) => list, pageSize = 100 }: ListingWish = {}): readonly AccessPage[] {
    const accounts = chunks(shuffle([...this.accounts.values()]), pageSize);
    const groups = chunks(
      shuffle([...this.groups].flatMap(([name, members]) => this.#groupPages(name, shuffle([...members]), pageSize))),
      pageSize,
    );
    return shuffle([
      ...accounts.map((page): AccessPage => ({ kind: "accounts", accounts: page })),
      ...groups.map((page): AccessPage => ({ kind: "groups", groups: page })),
    ]);
  }

  verdict({ untrusted = false }: ListingWish = {}): ListingVerdict {
    const counts = { accounts: this.accounts.size, groups: this.groups.size };
    return untrusted ? { kind: "untrusted", reason: "it was cut short", ...counts } : { kind: "complete", ...counts };
  }

  /** Who holds an entitlement, as remote ids. */
  holders(entitlement: Pick<Entitlement, "type" | "value">): readonly string[] {
    if (entitlement.type === "group") return [...(this.groups.get(entitlement.value) ?? [])];
    const key = entitlementKey(entitlement);
    return [...this.accounts.values()].flatMap(({ id, entitlements }) =>
      id !== null && entitlements.some((held) => entitlementKey(held) === key) ? [id] : [],
    );
  }

  /** Makes one change; throws when the application would refuse it, or when it is not as `before` says. */
  make(change: Change): void {
    switch (change.kind) {
      case "create-account":
        this.#create(change.after);
        break;
      case "update-account":
      case "disable-account":
      case "enable-account":
        this.#update(change, change.before, change.after);
        break;
      case "delete-account":
        this.#delete(change);
        break;
      case "grant":
      case "assign-seat":
        this.#hold(change, change.entitlement, true);
        break;
      case "revoke":
      case "release-seat":
        this.#hold(change, change.entitlement, false);
        break;
      case "end-sessions":
        this.#accountOf(change);
    }
  }

  #groupPages(name: string, members: readonly string[], size: number): readonly GroupPage[] {
    const page = { application: this.name, id: `g-${name}`, name };
    if (this.secretive.has(name)) return [{ ...page, members: null }];
    const asked = this.checked.get(name);
    if (asked !== undefined) {
      return [{ ...page, members: members.filter((member) => asked.has(member)), checked: [...asked] }];
    }
    return members.length === 0
      ? [{ ...page, members }]
      : chunks(members, size).map((part) => ({ ...page, members: part }));
  }

  #create(image: AccountImage): void {
    this.#refuseTaken(image.userName, null);
    this.#created += 1;
    const id = `new-${this.name}-${this.#created}`;
    this.accounts.set(id, anAccount({ ...image, id, application: this.name }));
  }

  #update(change: Change, before: Partial<AccountImage>, after: Partial<AccountImage>): void {
    const account = this.#accountOf(change);
    for (const name of ["userName", "externalId", "active"] as const) {
      if (before[name] !== undefined && before[name] !== account[name])
        throw new Error(`${change.key}: ${name} is other`);
    }
    for (const [name, value] of Object.entries(before.attributes ?? {})) {
      if (account.attributes[name] !== value) throw new Error(`${change.key}: ${name} is other`);
    }
    if (after.userName !== undefined) this.#refuseTaken(after.userName, account.id);
    const attributes = { ...account.attributes, ...after.attributes };
    this.accounts.set(account.id ?? "", { ...account, ...after, attributes });
  }

  #delete(change: Change): void {
    const account = this.#accountOf(change);
    if (account.active) throw new Error(`${change.key}: the account is active`);
    this.accounts.delete(account.id ?? "");
    for (const members of this.groups.values()) members.delete(account.id ?? "");
  }

  #hold(change: Change, entitlement: Entitlement, held: boolean): void {
    const account = this.#accountOf(change);
    const id = account.id ?? "";
    if (this.holders(entitlement).includes(id) === held) throw new Error(`${change.key}: it is so already`);
    if (entitlement.type === "group") {
      const members = this.groups.get(entitlement.value);
      if (members === undefined) throw new Error(`${change.key}: there is no such group`);
      if (held) members.add(id);
      else members.delete(id);
      return;
    }
    const others = account.entitlements.filter((other) => entitlementKey(other) !== entitlementKey(entitlement));
    this.accounts.set(id, { ...account, entitlements: held ? [...others, entitlement] : others });
  }

  #accountOf(change: Change): Account {
    const account =
      change.account === null
        ? [...this.accounts.values()].find(({ externalId }) => externalId === change.person)
        : this.accounts.get(change.account);
    if (account === undefined) throw new Error(`${change.key}: there is no such account`);
    return account;
  }

  #refuseTaken(userName: string, except: string | null): void {
    for (const account of this.accounts.values()) {
      if (account.id !== except && account.userName.toLowerCase() === userName.toLowerCase()) {
        throw new Error(`the user name ${userName} is taken`);
      }
    }
  }
}

/** What planning takes beside the organisation and the applications. */
export interface PlanningWish extends ListingWish {
  readonly at?: Instant;
  readonly peopleBefore?: number | null;
  readonly can?: ReadonlySet<ChangeKind>;
  /** What cannot be undone, with the reason. */
  readonly irreversible?: ReadonlyMap<ChangeKind, string>;
  /** What the ledger says. */
  readonly recalled?: Recalled;
}

/** A plan as far as plan/ makes it, with what it was made from. */
export interface Planned extends Composition {
  readonly desired: Desired;
  readonly observed: readonly Observed[];
}

/** The instant that tests plan for, unless they say another. */
export const noon: Instant = "2026-11-23T12:00:00Z";

/** Resolves, compares and composes. An application of the organisation that is not given is empty. */
export function planFor(
  organization: Organization,
  live: readonly LiveApplication[],
  wish: PlanningWish = {},
): Planned {
  const { recalled = new Map() } = wish;
  const desired = withFormer(resolve(organization, wish.at ?? noon), givenBy(recalled));
  const observed = [...desired.applications.values()].map((application) => {
    const found = live.find(({ name }) => name === application.application.name);
    const remote = found ?? new LiveApplication(application.application.name);
    const known = recalled.get(application.application.name);
    const diff = startDiff({
      desired: application,
      people: desired.people,
      at: desired.at,
      can: wish.can ?? everyKind,
      ...(wish.irreversible === undefined ? {} : { irreversible: wish.irreversible }),
      ...(known === undefined ? {} : { recalled: known }),
    });
    for (const page of remote.pages(wish)) diff.page(page);
    return diff.finish(remote.verdict(wish));
  });
  const joiners = judgeJoiners(organization, desired, knownPeople(desired.people.keys(), observed, recalled));
  const { peopleBefore = null } = wish;
  return {
    desired,
    observed,
    ...compose({ organization, desired, observed, peopleBefore, poolsBefore: null, joiners }),
  };
}

/** Makes changes in order; each only after what it needs. `fails` says which ones do not succeed. */
export function makeAll(
  changes: readonly Change[],
  live: readonly LiveApplication[],
  options: { readonly fails?: (change: Change) => boolean; readonly after?: (change: Change) => void } = {},
): void {
  const done = new Set<string>();
  for (const change of changes) {
    if (!change.needs.every((key) => done.has(key)) || options.fails?.(change) === true) continue;
    const remote = live.find(({ name }) => name === change.application);
    if (remote === undefined) throw new Error(`there is no application ${change.application}`);
    remote.make(change);
    done.add(change.key);
    options.after?.(change);
  }
}

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}
