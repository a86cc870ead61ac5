import type { Connector, ReadWish } from "../connectors/connector.ts";
import type { AccessPage, ListingVerdict } from "../model/page.ts";
import type { Recalled, RecalledApplication } from "../model/recalled.ts";
import type { Desired, DesiredApplication } from "../plan/desired.ts";
import { type Observed, startDiff } from "../plan/diff.ts";
import type { DiffContext } from "../plan/diff-context.ts";
import type { Given } from "../plan/former.ts";
import { pairsToAsk } from "./pairs-to-ask.ts";
import type { World } from "./world.ts";

/** Somebody else who looks at every page of one application, and the attributes that this takes. */
export interface Watcher {
  readonly attributes: readonly string[];
  page(page: AccessPage): void;
}

/** What live state is read from, and what has to be known to ask for it. */
export interface LiveSources {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly recalled: Recalled;
  readonly given: Given;
  /** By application. */
  readonly watchers: ReadonlyMap<string, Watcher>;
}

/** Reads every application at once, comparing each page as it comes; any failure stops all of them. */
export async function readLive(
  world: Pick<World, "emit" | "signal">,
  desired: Desired,
  from: LiveSources,
): Promise<readonly Observed[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([world.signal, stop.signal]);
  const reads = [...desired.applications.values()].map((application) => {
    return readOne({ ...world, signal }, { desired, application, from });
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
  world: Pick<World, "emit" | "signal">,
  { desired, application, from }: { desired: Desired; application: DesiredApplication; from: LiveSources },
): Promise<Observed> {
  const { name } = application.application;
  const connector = from.connectors.get(name);
  if (connector === undefined) throw new Error(`no connector was opened for ${name}`);
  const watcher = from.watchers.get(name);
  const diff = startDiff(diffContext(desired, application, { connector, recalled: from.recalled.get(name) }));
  const pages = connector.read(wishOf(application, from.given, watcher?.attributes), world.signal);
  const seen = { accounts: 0, groups: 0 };
  let step = await pages.next();
  while (step.done !== true) {
    count(seen, step.value);
    world.emit({ kind: "reading", application: name, ...seen });
    diff.page(step.value);
    watcher?.page(step.value);
    step = await pages.next();
  }
  const verdict: ListingVerdict = step.value;
  world.emit({ kind: "read", application: name, ...seen, verdict: verdict.kind });
  return diff.finish(verdict);
}

/** What comparing one application has to know beside its pages. */
export function diffContext(
  desired: Desired,
  application: DesiredApplication,
  { connector, recalled }: { readonly connector: Connector; readonly recalled: RecalledApplication | undefined },
): DiffContext {
  const { can, irreversible = new Map() } = connector;
  return {
    ...{ desired: application, people: desired.people, at: desired.at, can, irreversible },
    ...(recalled === undefined ? {} : { recalled }),
  };
}

/** Only what will be compared is asked for. */
function wishOf(application: DesiredApplication, given: Given, others: readonly string[] = []): ReadWish {
  const attributes = new Set(others);
  for (const { attributes: wanted } of application.accounts.values()) for (const name in wanted) attributes.add(name);
  const groups = [...application.managed.values()].filter(({ entitlement }) => entitlement.type === "group");
  const admins = application.application.protect.admins;
  const names = [...groups.map(({ entitlement }) => entitlement.value), ...(admins === null ? [] : [admins.group])];
  const { signIns } = application.application;
  return {
    attributes: [...attributes].sort(),
    ...(signIns?.kind === "attribute" ? { lastSignIn: signIns.attribute } : {}),
    groups: [...new Set(names)].sort(),
    expected: [...application.accounts.keys()].sort(),
    pairs: async () => pairsToAsk(application, given.get(application.application.name) ?? new Map()),
  };
}

function count(seen: { accounts: number; groups: number }, page: AccessPage): void {
  if (page.kind === "accounts") seen.accounts += page.accounts.length;
  else seen.groups += page.groups.length;
}
