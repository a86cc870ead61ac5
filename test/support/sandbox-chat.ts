import type { Connector, ReadWish } from "../../src/connectors/connector.ts";
import type { Profile } from "../../src/connectors/scim/profile.ts";
import type { Account } from "../../src/model/access.ts";
import type { GroupPage, ListingVerdict } from "../../src/model/page.ts";
import type { Dialect } from "../../src/sandbox/dialect.ts";
import { type DialectName, dialects } from "../../src/sandbox/dialects.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { openScimOn, Wire } from "./scim-rig.ts";

/** One sandbox application called `chat` with a connector on it. */
export interface Chat {
  readonly sandbox: Sandbox;
  readonly connector: Connector;
  readonly wire: Wire;
  /** A second connector, which remembers nothing of the first. */
  reopen(profile?: string): Promise<Connector>;
  close(): Promise<void>;
}

/** Starts a sandbox with one application and opens it. */
export async function openChat(
  options: {
    readonly dialect?: DialectName;
    readonly vary?: Partial<Dialect>;
    readonly profile?: string;
    /** A profile of the test's own, in place of one that comes with Rollcall. */
    readonly own?: Profile;
    readonly deadline?: number;
    readonly people?: number;
    readonly groups?: Readonly<Record<string, readonly number[]>>;
  } = {},
): Promise<Chat> {
  const dialect = { ...dialects[options.dialect ?? "generic"], ...options.vary };
  const sandbox = await startSandbox({ applications: { chat: { dialect, token: "t" } } });
  const groups = Object.entries(options.groups ?? {}).map(([displayName, members]) => {
    return { id: `g-${displayName}`, displayName, members: members.map((number) => `u${number}`) };
  });
  sandbox.load("chat", { users: Array.from({ length: options.people ?? 0 }, (_, index) => someone(index)), groups });
  const wire = new Wire();
  const own = options.own === undefined ? [] : [options.own];
  wire.deadline = options.deadline ?? null;
  const opened: Connector[] = [];
  const open = async (profile: string) => {
    const connector = await openScimOn({ url: sandbox.url("chat"), token: "t", profile }, wire, own);
    opened.push(connector);
    return connector;
  };
  const profile = options.own?.name ?? options.profile ?? "generic";
  const connector = await open(profile);
  return {
    sandbox,
    connector,
    wire,
    reopen: (other = profile) => open(other),
    close: async () => {
      for (const each of opened) await each.close();
      await sandbox.close();
    },
  };
}

/** Everything that a read gave. */
export interface ReadAll {
  readonly accounts: readonly Account[];
  readonly groups: readonly GroupPage[];
  readonly verdict: ListingVerdict;
}

/** Reads to the end. */
export async function readWhole(connector: Connector, wish: Partial<ReadWish> = {}): Promise<ReadAll> {
  const whole = { attributes: ["displayName", "title"], groups: ["everybody"], expected: [], ...wish };
  const pages = connector.read(whole, new AbortController().signal);
  const accounts: Account[] = [];
  const groups: GroupPage[] = [];
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    if (step.value.kind === "accounts") accounts.push(...step.value.accounts);
    else groups.push(...step.value.groups);
  }
  return { accounts, groups, verdict: step.value };
}

/** Applies changes as one batch. */
export function applyAll(connector: Connector, changes: Parameters<Connector["apply"]>[0]["changes"]) {
  return connector.apply({ changes }, new AbortController().signal);
}

function someone(number: number) {
  const person = `e${1000 + number}`;
  const userName = `${person}@example.com`;
  return {
    ...{ id: `u${number}`, externalId: person, userName, displayName: person, title: "Engineer", active: true },
    ...{ name: { givenName: "Given", familyName: person }, emails: [{ value: userName, type: "work", primary: true }] },
  };
}
