import { memoryApplication, memoryConnector } from "../../src/connectors/memory.ts";
import { connectorContract, type Rig } from "../contract/connector.ts";
import { virtualClock } from "../support/virtual-clock.ts";

connectorContract("memory", async (): Promise<Rig> => {
  const clock = virtualClock();
  const remote = memoryApplication("chat", ["engineering", "everybody"]);
  let next = 0;
  let early = 0;
  let edit: (() => Promise<void> | void) | null = null;
  remote.beforeWrite = () => {
    if (clock.now() < remote.closedUntil) early += 1;
    const run = edit;
    edit = null;
    void run?.();
  };
  return {
    connector: memoryConnector(remote, clock),
    abilities: {
      members: "listed",
      versions: true,
      deletes: true,
      clears: true,
      entitlement: { type: "license", value: "PRO" },
      attributes: ["displayName", "title", "department"],
    },
    domain: "example.com",
    groups: ["engineering", "everybody"],
    mutations: () => remote.writes,
    early: () => early,
    beforeNextWrite: (act) => {
      edit = act;
    },
    throttle: (seconds) => {
      remote.closedUntil = clock.now() + seconds * 1000;
    },
    cutListing: () => {
      remote.hidden = 1;
    },
    signIns: {
      attribute: "lastSignIn",
      signIn: (id, at) => {
        const account = remote.accounts.get(id);
        if (account !== undefined) remote.accounts.set(id, { ...account, lastSignIn: at });
      },
    },
    outside: {
      create: async ({ userName, externalId, displayName }) => {
        next += 1;
        const id = `o${next}`;
        const rest = { active: true, entitlements: [], version: `W/"o${next}"`, lastSignIn: null };
        const attributes = { displayName, title: null, department: null };
        remote.accounts.set(id, { application: "chat", id, externalId, userName, attributes, ...rest });
        return id;
      },
      setDisplayName: async (id, displayName) => {
        const account = remote.accounts.get(id);
        if (account === undefined) return;
        next += 1;
        const attributes = { ...account.attributes, displayName };
        remote.accounts.set(id, { ...account, attributes, version: `W/"o${next}"` });
      },
      addMember: async (group, id) => {
        remote.groups.get(group)?.add(id);
      },
      isMember: async (group, id) => remote.groups.get(group)?.has(id) ?? false,
    },
    close: async () => {},
  };
});
