import { readFile } from "node:fs/promises";
import { readRuns } from "../../../src/audit/read.ts";
import { verifyLedger } from "../../../src/audit/verify.ts";
import type { LedgerRun } from "../../../src/model/ledger.ts";
import type { ManifestEntry } from "../../../src/model/manifest.ts";
import { systemClock } from "../../../src/ports/clock.ts";
import { openGit } from "../../../src/ports/git.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import type { Effect } from "../../../src/sandbox/state/effect.ts";
import { licenceOf } from "./organization.ts";
import { applications, type Office } from "./site.ts";

/** What an application holds, without ids and times, which differ from run to run. */
export function essenceOf(sandbox: Sandbox): unknown {
  return applications.map((application) => {
    const { users, groups } = sandbox.snapshot(application);
    const names = new Map(users.map((user) => [user["id"], user["userName"]]));
    const namesOf = (value: unknown) => (Array.isArray(value) ? value.map((member) => names.get(member)) : []);
    return {
      application,
      users: users
        .map(({ id: _id, meta: _meta, groups: _groups, ...rest }) => JSON.stringify(Object.entries(rest).sort()))
        .sort(),
      groups: groups.map((group) => JSON.stringify([group["displayName"], namesOf(group["members"]).sort()])).sort(),
    };
  });
}

/** The ledger as the remote has it, oldest run first; throws unless it verifies. */
export async function ledgerOf({ remote, first }: Pick<Office, "remote" | "first">): Promise<readonly LedgerRun[]> {
  const git = await openGit(remote, first.environment);
  const allowedSigners = await readFile(first.path("policies/allowed_signers"), "utf8");
  const branch = "rollcall/audit";
  const verified = await verifyLedger(git, { branch, allowedSigners, clock: tomorrow });
  if (verified.kind !== "verified") throw new Error(`the ledger is ${verified.rule}: ${verified.message}`);
  const runs: LedgerRun[] = [];
  for await (const run of readRuns(git, branch, {})) runs.push(run);
  return runs.reverse();
}

/** Machines of this suite may live in a later time. */
const tomorrow = { ...systemClock, now: () => systemClock.now() + 86_400_000 };

/** What took effect by the ledger and by the servers, from a run and from a moment on; equal when the audit is true. */
export async function auditOf(
  office: Office,
  since: Since,
): Promise<{
  readonly said: readonly string[];
  readonly seen: readonly string[];
  readonly runs: readonly LedgerRun[];
}> {
  const runs = (await ledgerOf(office)).slice(since.runs);
  const entries = runs.flatMap(({ record }) => record.entries).filter(({ status }) => status === "applied");
  return { runs, said: entries.map(deedOf).sort(), seen: seenOf(office, since) };
}

/** What took effect by the servers. */
export function seenOf({ sandbox }: Pick<Office, "sandbox">, since: Pick<Since, "effects">): readonly string[] {
  const deeds = applications.flatMap((application) => {
    const { users, groups } = sandbox.snapshot(application);
    const names = new Map<string, string>([
      ...users.map((user) => [String(user["id"]), `${user["externalId"]}=${user["id"]}`] as const),
      ...groups.map((group) => [String(group["id"]), `group:${group["displayName"]}`] as const),
    ]);
    return sandbox
      .log(application)
      .slice(since.effects[application])
      .flatMap((effect) => deedsOf(effect, names));
  });
  return deeds.sort();
}

/** Where to count from. */
export interface Since {
  readonly runs: number;
  readonly effects: Readonly<Record<(typeof applications)[number], number>>;
}

/** From the beginning. */
export const fromTheStart: Since = { runs: 0, effects: { chat: 0, desk: 0 } };

/** After the first run, in an office whose servers have forgotten it: the log of a reopened one begins anew. */
export const afterFirst: Since = { runs: 1, effects: { chat: 0, desk: 0 } };

/** Deeds that appear twice in a list. */
export function twice(deeds: readonly string[]): readonly string[] {
  return deeds.filter((deed, at) => deeds.indexOf(deed) !== at);
}

/** One change in the words in which servers can be asked too. */
export function deedOf({ application, kind, person, account, target }: ManifestEntry): string {
  const [pool = ""] = target?.startsWith("seat:") ? target.slice("seat:".length).split("/") : [];
  const what = pool === "studio" ? licenceOf[pool] : (target ?? "");
  return `${application} ${person}=${account} ${kind} ${what}`.trim();
}

/** What one effective request did, change by change; `names` are those of people and groups by their ids. */
function deedsOf(effect: Effect, names: ReadonlyMap<string, string>): readonly string[] {
  const { application, resourceType, action, before, after } = effect;
  const subject = `${application} ${names.get(effect.id)}`;
  if (resourceType === "Group") {
    const group = names.get(effect.id);
    return [
      ...effect.membersAdded.map((member) => `${application} ${names.get(member)} grant ${group}`),
      ...effect.membersRemoved.map((member) => `${application} ${names.get(member)} revoke ${group}`),
    ];
  }
  const deeds = [...seatsOf(effect, subject)];
  if (action !== "updated") return [...deeds, `${subject} ${action === "created" ? "create" : "delete"}-account`];
  const attributes = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (attributes.delete("active")) deeds.push(`${subject} ${after["active"] === true ? "enable" : "disable"}-account`);
  attributes.delete("entitlements");
  return attributes.size === 0 ? deeds : [...deeds, `${subject} update-account`];
}

function seatsOf({ before, after }: Effect, subject: string): readonly string[] {
  const [old, fresh] = [valuesOf(before["entitlements"]), valuesOf(after["entitlements"])];
  return [
    ...fresh.filter((value) => !old.includes(value)).map((value) => `${subject} assign-seat ${value}`),
    ...old.filter((value) => !fresh.includes(value)).map((value) => `${subject} release-seat ${value}`),
  ];
}

function valuesOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown) =>
    typeof each === "object" && each !== null && "value" in each ? [String(each.value)] : [],
  );
}
