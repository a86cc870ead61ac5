import type { Change } from "../model/change.ts";
import { type Deed, targetOf } from "./deed.ts";
import {
  asBefore,
  groundsOf,
  holding,
  type Inversion,
  type Inverted,
  irreversibleReason,
  isAccount,
  notUndone,
  subjectOf,
  touchable,
} from "./inversion.ts";
import { invertUpdate, type Renames, renamesBack } from "./invert-update.ts";
import { deleteAccount, disableAccount, enableAccount, endSessions, grant, revoke } from "./make-change.ts";

/** Changes that put accounts and entitlements back to what they were before a run; seats are `invertSeats`' to put back. */
export function invert(inversion: Inversion): Inverted {
  const renames = renamesBack(inversion);
  const accounts = inversion.deeds.map((deed) => invertAccount(inversion, deed, renames));
  const needsOf = needsOfOpened(accounts.flatMap(({ changes }) => changes));
  const held = inversion.deeds.map((deed) => invertMembership(inversion, deed, needsOf));
  const parts = [...accounts, ...held];
  return {
    changes: parts.flatMap(({ changes }) => changes),
    findings: parts.flatMap(({ findings }) => findings),
  };
}

/** What must have succeeded before something can be given back to an account: that it is open again. */
export function needsOfOpened(changes: readonly Change[]): (account: string | null) => readonly string[] {
  const openings = new Map<string | null, readonly string[]>();
  for (const { kind, account, key } of changes) if (kind === "enable-account") openings.set(account, [key]);
  return (account) => openings.get(account) ?? [];
}

function invertAccount(inversion: Inversion, deed: Deed, renames: Renames): Inverted {
  const { kind } = deed.entry;
  const irreversible = irreversibleReason(inversion, kind);
  if (irreversible !== null) return notUndone(deed, irreversible);
  switch (kind) {
    case "create-account":
      return inversion.view.account(deed) === null ? asBefore : close(inversion, deed);
    case "enable-account":
      return close(inversion, deed);
    case "disable-account":
      return open(inversion, deed);
    case "update-account": {
      const account = touchable(inversion, deed);
      return isAccount(account) ? invertUpdate(inversion, { deed, account, renames }) : account;
    }
    default:
      return asBefore;
  }
}

/** Ends the use of an account; deletes one that the run made only where the rule for leavers does, and after its waiting time. */
function close(inversion: Inversion, deed: Deed): Inverted {
  const account = touchable(inversion, deed);
  if (!isAccount(account)) return account;
  const [subject, grounds] = [subjectOf(inversion, deed, account), groundsOf(inversion)];
  if (account.active)
    return { changes: [disableAccount(subject, grounds), endSessions(subject, grounds)], findings: [] };
  return deed.isDeletable ? { changes: [deleteAccount(subject, grounds)], findings: [] } : asBefore;
}

function open(inversion: Inversion, deed: Deed): Inverted {
  const account = touchable(inversion, deed);
  if (!isAccount(account)) return account;
  if (account.active) return asBefore;
  return { changes: [enableAccount(subjectOf(inversion, deed, account), groundsOf(inversion))], findings: [] };
}

function invertMembership(
  inversion: Inversion,
  deed: Deed,
  needsOf: (account: string | null) => readonly string[],
): Inverted {
  const { kind } = deed.entry;
  const target = targetOf(deed.entry);
  if (target?.kind !== "entitlement" || (kind !== "grant" && kind !== "revoke")) return asBefore;
  const irreversible = irreversibleReason(inversion, kind);
  if (irreversible !== null) return notUndone(deed, irreversible);
  const held = holding(inversion, deed, target.entitlement);
  if (held.kind === "said") return held.inverted;
  const { account, isHeld } = held;
  if (isHeld !== (kind === "grant")) return asBefore;
  const subject = subjectOf(inversion, deed, account);
  const change =
    kind === "grant"
      ? revoke(subject, target.entitlement, groundsOf(inversion))
      : grant(subject, target.entitlement, groundsOf(inversion, needsOf(account.id)));
  return { changes: [change], findings: [] };
}
