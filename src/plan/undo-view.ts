import type { Account } from "../model/access.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { AccessPage } from "../model/page.ts";
import type { Entitlement } from "../model/role.ts";
import type { Deed } from "./deed.ts";
import { holds, type LiveGroup, takeIn } from "./live-group.ts";

/** What one application shows of the accounts that a run has touched; every page is looked through and forgotten. */
export class UndoView {
  /** Names of the attributes that a read has to bring. */
  readonly attributes: readonly string[];
  readonly #ids = new Set<string>();
  readonly #people = new Set<string>();
  readonly #names = new Set<string>();
  readonly #accounts = new Map<string, Account>();
  readonly #owned = new Map<string, readonly string[]>();
  readonly #holdersOfName = new Map<string, string>();
  readonly #groups = new Map<string, LiveGroup>();

  constructor(deeds: readonly Deed[]) {
    const attributes = new Set<string>();
    for (const { entry, values } of deeds) {
      if (entry.account !== null) this.#ids.add(entry.account);
      if (entry.person !== null) this.#people.add(entry.person);
      for (const { name, isAttribute, before } of values) {
        if (isAttribute) attributes.add(name);
        else if (name === "userName" && typeof before === "string") this.#names.add(before.toLowerCase());
      }
    }
    this.attributes = [...attributes].sort();
  }

  page(page: AccessPage): void {
    if (page.kind === "groups") for (const group of page.groups) this.#addGroup(group);
    else for (const account of page.accounts) this.#addAccount(account);
  }

  /** The account that an entry is about: by its id, or the one account of its person; null when there is none, or several. */
  account({ entry }: Deed): Account | null {
    if (entry.account !== null) return this.#accounts.get(entry.account) ?? null;
    const [id, another] = this.#owned.get(entry.person ?? "") ?? [];
    return id === undefined || another !== undefined ? null : (this.#accounts.get(id) ?? null);
  }

  /**
   * Whether an account holds an entitlement; null when that is not known; undefined for a group that no page has shown. Where
   * the application tells of nobody, `word` answers.
   */
  holds(account: Account, entitlement: Entitlement, word: boolean | null): boolean | null | undefined {
    const key = entitlementKey(entitlement);
    if (entitlement.type !== "group") return account.entitlements.some((held) => entitlementKey(held) === key);
    const group = this.#groups.get(entitlement.value);
    if (group === undefined || account.id === null) return undefined;
    const isSilent = group.asked?.size === 0 && group.members.size === 0 && !group.isAmbiguous;
    return isSilent ? word : holds(group, account.id);
  }

  /** Remote id of the account that has a user name which is to be given back. */
  holderOfName(userName: string): string | undefined {
    return this.#holdersOfName.get(userName.toLowerCase());
  }

  #addAccount(account: Account): void {
    const { id, externalId, userName } = account;
    if (id === null) return;
    const name = userName.toLowerCase();
    if (this.#names.has(name)) this.#holdersOfName.set(name, id);
    const isOwned = externalId !== null && this.#people.has(externalId);
    if (isOwned || this.#ids.has(id)) this.#accounts.set(id, account);
    if (isOwned)
      this.#owned.set(externalId, [...(this.#owned.get(externalId) ?? []).filter((each) => each !== id), id]);
  }

  #addGroup(page: Parameters<typeof takeIn>[1]): void {
    this.#groups.set(page.name, takeIn(this.#groups.get(page.name), page));
  }
}
