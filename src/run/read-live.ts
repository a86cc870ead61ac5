import type { Connector, ReadWish } from "../connectors/connector.ts";
import type { AccessPage, ListingVerdict } from "../model/page.ts";
import type { Recalled } from "../model/recalled.ts";
import type { Desired, DesiredApplication } from "../plan/desired.ts";
import { type Observed, startDiff } from "../plan/diff.ts";
import { type Given, givenBy } from "../plan/former.ts";
import { pairsToAsk } from "./pairs-to-ask.ts";
import type { World } from "./world.ts";

/** Reads every application at once, comparing each page as it comes; any failure stops all of them. */
export async function readLive(
  world: World,
  desired: Desired,
  from: { readonly connectors: ReadonlyMap<string, Connector>; readonly recalled: Recalled },
): Promise<readonly Observed[]> {
  const { connectors, recalled } = from;
  const stop = new AbortController();
  const signal = AbortSignal.any([world.signal, stop.signal]);
  const given = givenBy(recalled);
  const reads = [...desired.applications.values()].map((application) => {
    const connector = connectors.get(application.application.name);
    if (connector === undefined) throw new Error(`no connector was opened for ${application.application.name}`);
    return readOne({ ...world, signal }, { desired, application, connector, recalled, given });
  });
  try {
    return await Promise.all(reads);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(reads);
    throw error;
  }
}

async function readOne(
  world: World,
  what: { desired: Desired; application: DesiredApplication; connector: Connector; recalled: Recalled; given: Given },
): Promise<Observed> {
  const { desired, application, connector } = what;
  const { name } = application.application;
  const { can, irreversible = new Map() } = connector;
  const recalled = what.recalled.get(name);
  const diff = startDiff({
    ...{ desired: application, people: desired.people, at: desired.at, can, irreversible },
    ...(recalled === undefined ? {} : { recalled }),
  });
  const pages = connector.read(wishOf(application, what.given), world.signal);
  const seen = { accounts: 0, groups: 0 };
  let step = await pages.next();
  while (step.done !== true) {
    count(seen, step.value);
    world.emit({ kind: "reading", application: name, ...seen });
    diff.page(step.value);
    step = await pages.next();
  }
  const verdict: ListingVerdict = step.value;
  world.emit({ kind: "read", application: name, ...seen, verdict: verdict.kind });
  return diff.finish(verdict);
}

/** Only what will be compared is asked for. */
function wishOf(application: DesiredApplication, given: Given): ReadWish {
  const attributes = new Set<string>();
  for (const { attributes: wanted } of application.accounts.values()) for (const name in wanted) attributes.add(name);
  const groups = [...application.managed.values()].filter(({ entitlement }) => entitlement.type === "group");
  const admins = application.application.protect.admins;
  const names = [...groups.map(({ entitlement }) => entitlement.value), ...(admins === null ? [] : [admins.group])];
  return {
    attributes: [...attributes].sort(),
    groups: [...new Set(names)].sort(),
    expected: [...application.accounts.keys()].sort(),
    pairs: async () => pairsToAsk(application, given.get(application.application.name) ?? new Map()),
  };
}

function count(seen: { accounts: number; groups: number }, page: AccessPage): void {
  if (page.kind === "accounts") seen.accounts += page.accounts.length;
  else seen.groups += page.groups.length;
}
