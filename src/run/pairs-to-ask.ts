import type { MemberPair } from "../connectors/connector.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { DesiredApplication } from "../plan/desired.ts";

/** Asking for all memberships one by one may take this long at the application's rate; then only what matters is asked for. */
const secondsToAsk = 60;

/**
 * Memberships to ask for where an application does not list them: those that should be and those that the ledger says were
 * given. When that is too much, only those on which the two disagree: each would be a change.
 */
export function pairsToAsk(
  application: DesiredApplication,
  recalled: ReadonlyMap<string, ReadonlySet<string>>,
): readonly MemberPair[] {
  const agreed: MemberPair[] = [];
  const disputed: MemberPair[] = [];
  for (const { person, bundle } of application.accounts.values()) {
    for (const { key, entitlement } of bundle.entitlements) {
      if (entitlement.type !== "group") continue;
      const pair = { person: person.id, group: entitlement.value };
      if (recalled.get(key)?.has(person.id) === true) agreed.push(pair);
      else disputed.push(pair);
    }
  }
  for (const { entitlement } of application.managed.values()) {
    if (entitlement.type !== "group") continue;
    const key = entitlementKey(entitlement);
    for (const person of recalled.get(key) ?? []) {
      const isWanted = application.accounts.get(person)?.bundle.keys.has(key) === true;
      if (!isWanted) disputed.push({ person, group: entitlement.value });
    }
  }
  const budget = application.application.limits.perSecond * secondsToAsk;
  return agreed.length + disputed.length <= budget ? [...disputed, ...agreed] : disputed;
}
