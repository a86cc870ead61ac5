import type { Account } from "../model/access.ts";
import type { AccountImage, Change } from "../model/change.ts";
import type { Deed, UpdatedValue } from "./deed.ts";
import { groundsOf, type Inversion, type Inverted, notUndone, subjectOf } from "./inversion.ts";
import { isSameName } from "./live-index.ts";
import { changeKey, updateAccount } from "./make-change.ts";

/** Keys of the changes that take a user name away from an account, by the account's remote id. */
export type Renames = ReadonlyMap<string, string>;

/** An update that is to be taken back, and the account as it is now. */
export interface Updated {
  readonly deed: Deed;
  readonly account: Account;
  readonly renames: Renames;
}

/** Puts back what was there before an update, value by value, where it is still what the run wrote. */
export function invertUpdate(inversion: Inversion, updated: Updated): Inverted {
  const { deed, account } = updated;
  const findings: Inverted[] = [];
  const back: UpdatedValue[] = [];
  const needs: string[] = [];
  for (const value of deed.values) {
    const obstacle = isBefore(value, account) ? "nothing" : obstacleTo(inversion, updated, value);
    if (obstacle === "nothing") continue;
    if (obstacle.kind === "said") findings.push(notUndone(deed, `${value.name}: ${obstacle.reason}`));
    else {
      back.push(value);
      needs.push(...obstacle.needs);
    }
  }
  const change = changeBack(inversion, { deed, account, back, needs });
  return { changes: change === null ? [] : [change], findings: findings.flatMap((each) => each.findings) };
}

/** The renames that undoing makes, so that a name which one account gives up can go back to another. */
export function renamesBack(inversion: Inversion): Renames {
  const found = new Map<string, { readonly key: string; readonly holder: string | undefined }>();
  for (const deed of inversion.deeds) {
    const name = deed.values.find(isUserName);
    const account = name === undefined ? null : inversion.view.account(deed);
    if (name === undefined || account?.id == null || isBefore(name, account) || !isStillAfter(name, account)) continue;
    if (typeof name.before !== "string") continue;
    const key = changeKey(subjectOf(inversion, deed, account), "update-account");
    found.set(account.id, { key, holder: inversion.view.holderOfName(name.before) });
  }
  dropHopeless(found);
  return new Map([...found].map(([account, { key }]) => [account, key]));
}

/** A name that is held by an account which keeps it cannot go back, and so on along the chain. */
function dropHopeless(renames: Map<string, { readonly holder: string | undefined }>): void {
  for (let size = -1; size !== renames.size; ) {
    size = renames.size;
    for (const [account, { holder }] of renames)
      if (holder !== undefined && holder !== account && !renames.has(holder)) renames.delete(account);
  }
}

type Obstacle =
  | { readonly kind: "none"; readonly needs: readonly string[] }
  | { readonly kind: "said"; readonly reason: string };

function obstacleTo({ view }: Inversion, { account, renames: given }: Updated, value: UpdatedValue): Obstacle {
  if (!isStillAfter(value, account)) return { kind: "said", reason: "somebody changed it since" };
  if (value.before === undefined) {
    const reason = "the ledger keeps no personal values, and no commit that was looked at has the one from before";
    return { kind: "said", reason };
  }
  const holder = value.name === "userName" && !value.isAttribute ? view.holderOfName(value.before ?? "") : undefined;
  if (holder === undefined || holder === account.id) return { kind: "none", needs: [] };
  const rename = given.get(holder);
  return rename === undefined
    ? { kind: "said", reason: "another account has the name from before now" }
    : { kind: "none", needs: [rename] };
}

function liveValue({ name, isAttribute }: UpdatedValue, account: Account): string | null {
  if (isAttribute) return account.attributes[name] ?? null;
  return name === "userName" ? account.userName : account.externalId;
}

function isBefore(value: UpdatedValue, account: Account): boolean {
  const live = liveValue(value, account);
  if (live === value.before) return true;
  return isUserName(value) && typeof value.before === "string" && isSameName(value.before, account.userName);
}

function isStillAfter(value: UpdatedValue, account: Account): boolean {
  const live = liveValue(value, account);
  return value.isAfter(live) || (isUserName(value) && value.isAfter(live?.toLowerCase() ?? null));
}

function isUserName({ name, isAttribute }: UpdatedValue): boolean {
  return name === "userName" && !isAttribute;
}

function changeBack(
  inversion: Inversion,
  {
    deed,
    account,
    back,
    needs,
  }: Omit<Updated, "renames"> & { back: readonly UpdatedValue[]; needs: readonly string[] },
): Change | null {
  if (back.length === 0) return null;
  const before = imageOf(back, (value) => liveValue(value, account));
  const after = imageOf(back, ({ before: value }) => value ?? null);
  return updateAccount(subjectOf(inversion, deed, account), { before, after }, groundsOf(inversion, needs));
}

function imageOf(values: readonly UpdatedValue[], read: (value: UpdatedValue) => string | null): Partial<AccountImage> {
  const attributes = values.filter(({ isAttribute }) => isAttribute);
  const userName = values.find(isUserName);
  const externalId = values.find(({ name, isAttribute }) => name === "externalId" && !isAttribute);
  return {
    ...(userName === undefined ? {} : { userName: read(userName) ?? "" }),
    ...(externalId === undefined ? {} : { externalId: read(externalId) }),
    ...(attributes.length === 0
      ? {}
      : { attributes: Object.fromEntries(attributes.map((value) => [value.name, read(value)])) }),
  };
}
