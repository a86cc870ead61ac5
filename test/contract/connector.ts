import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Connector, ReadWish } from "../../src/connectors/connector.ts";
import type { Account } from "../../src/model/access.ts";
import type { AccountImage, Change } from "../../src/model/change.ts";
import type { Instant } from "../../src/model/instant.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { GroupPage, ListingVerdict } from "../../src/model/page.ts";
import type { Entitlement } from "../../src/model/role.ts";
import {
  assignsSeat,
  creates,
  deletes,
  disables,
  enables,
  endsSessions,
  grants,
  releasesSeat,
  revokes,
  updates,
  type Whose,
} from "../support/changes.ts";

/** What an application can show and hold; the laws that follow from a lack are asserted too. */
export interface Abilities {
  /** Whether a read shows members: of every group, of the pairs that were asked for, or never. */
  readonly members: "listed" | "asked" | "never";
  /** Whether a write with an old version is refused. */
  readonly versions: boolean;
  /** Whether DELETE removes the account. */
  readonly deletes: boolean;
  /** Whether an attribute that was set can be emptied again. */
  readonly clears: boolean;
  /** What an account itself can hold; null: nothing. */
  readonly entitlement: Pick<Entitlement, "type" | "value"> | null;
  /** The attributes of accounts that this application keeps. */
  readonly attributes: readonly string[];
}

/** A connector with an application behind it that a test may touch from outside. */
export interface Rig {
  readonly connector: Connector;
  readonly abilities: Abilities;
  /** Where people have their addresses: its own for each rig on a server that remembers. */
  readonly domain: string;
  /** Two groups that exist and are empty. */
  readonly groups: readonly [string, string];
  /** Mutating requests that reached the application. */
  mutations(): number;
  /** Requests that reached the application after it had said to wait, and before that time was over. */
  early(): number;
  /** Does something on the application right before the next mutating request reaches it. */
  beforeNextWrite(edit: () => Promise<void> | void): void;
  /** The application answers the next request with 429 and this many seconds. */
  throttle(seconds: number): void;
  /** The next listing of accounts leaves one out. */
  cutListing(): void;
  /** How somebody signs in to an account, and the attribute that tells of it; null: the application does not tell. */
  readonly signIns: { readonly attribute: string; signIn(id: string, at: Instant): void } | null;
  /** What somebody else does, behind the connector's back. */
  readonly outside: {
    create(image: { userName: string; externalId: string | null; displayName: string }): Promise<string>;
    setDisplayName(id: string, value: string): Promise<void>;
    addMember(group: string, id: string): Promise<void>;
    /** Whether the account is in the group by what the application itself knows. */
    isMember(group: string, id: string): Promise<boolean>;
  };
  close(): Promise<void>;
}

/** The laws that every connector keeps, against one application. */
export function connectorContract(name: string, open: () => Promise<Rig>): void {
  describe(`${name} keeps the connector's laws`, () => {
    let rig: Rig;
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(() => rig.close());
    accountLaws(() => rig);
    entitlementLaws(() => rig);
    safetyLaws(() => rig);
    readLaws(() => rig);
  });
}

function accountLaws(rigOf: () => Rig): void {
  test("an account that was made is read back as it was asked for", async () => {
    const rig = rigOf();
    const [outcome] = await apply(rig, [joins(rig, "e1001")]);
    expect(outcome).toMatchObject({ status: "applied", reason: null });
    const { accounts, verdict } = await readAll(rig);
    expect(verdict.kind).toBe("complete");
    const account = accounts.find(({ externalId }) => externalId === "e1001");
    expect(account?.id).toBe(outcome?.account);
    expect(account).toMatchObject({
      userName: `e1001@${rig.domain}`,
      active: true,
      attributes: imageOf(rig, "e1001").attributes,
    });
  });

  test("every change of an account is applied, and unchanged without a request the second time", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    const whose = whoseOf(rig, "e1001", id);
    const steps: Change[][] = [
      [joins(rig, "e1001")],
      [updates(whose, { attributes: { displayName: "Somebody Else" } }, { attributes: { displayName: "e1001" } })],
      [updates(whose, { userName: `renamed@${rig.domain}` }, { userName: `e1001@${rig.domain}` })],
      [disables(whose)],
      [enables(whose)],
      ...(rig.abilities.deletes ? [[disables(whose)], [deletes(whose)]] : []),
    ];
    for (const [index, step] of steps.entries()) {
      const first = await apply(rig, step);
      expect(first.map(({ status, reason }) => [status, reason])).toEqual([
        [index === 0 ? "unchanged" : "applied", null],
      ]);
      const before = rig.mutations();
      expect((await apply(rig, step)).map(({ status }) => status)).toEqual(["unchanged"]);
      expect(rig.mutations()).toBe(before);
    }
  });

  test("several attributes change together, and an emptied one is empty", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    const attributes = Object.fromEntries(rig.abilities.attributes.map((each) => [each, textFor(rig, each, "new")]));
    const emptied = rig.abilities.clears && "title" in attributes ? { title: null } : {};
    const change = updates(whoseOf(rig, "e1001", id), { attributes: { ...attributes, ...emptied } });
    expect(await apply(rig, [change])).toMatchObject([{ status: "applied" }]);
    const { accounts } = await readAll(rig);
    expect(accounts.find((each) => each.id === id)?.attributes).toEqual({ ...attributes, ...emptied });
  });

  test("making an account twice makes one", async () => {
    const rig = rigOf();
    await apply(rig, [joins(rig, "e1001")]);
    await apply(rig, [joins(rig, "e1001")]);
    const { accounts } = await readAll(rig);
    expect(accounts.filter(({ externalId }) => externalId === "e1001")).toHaveLength(1);
  });

  test("an account of the same name that belongs to nobody is taken over; one that belongs to somebody is refused", async () => {
    const rig = rigOf();
    const free = await rig.outside.create({ userName: `e1001@${rig.domain}`, externalId: null, displayName: "Free" });
    const taken = await rig.outside.create({ userName: `e1002@${rig.domain}`, externalId: "x9", displayName: "Taken" });
    const outcomes = await apply(rig, [joins(rig, "e1001"), joins(rig, "e1002")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["applied", "refused"]);
    expect(outcomes[0]?.account).toBe(free);
    const { accounts } = await readAll(rig);
    expect(accounts.find(({ id }) => id === free)).toMatchObject({ externalId: "e1001" });
    expect(accounts.find(({ id }) => id === taken)).toMatchObject({ externalId: "x9" });
    expect(accounts.find(({ id }) => id === taken)?.attributes["displayName"]).toBe("Taken");
  });
}

function entitlementLaws(rigOf: () => Rig): void {
  test("a group that was granted and revoked is so on the application, and the second time nothing is sent", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    const [group] = rig.groups;
    for (const [make, held] of [
      [grants, true],
      [revokes, false],
    ] as const) {
      const change = make(whoseOf(rig, "e1001", id), groupOf(rig, group));
      expect(await apply(rig, [change])).toMatchObject([{ status: provable(rig), account: id }]);
      expect(await rig.outside.isMember(group, id)).toBe(held);
      const before = rig.mutations();
      const again = await apply(rig, [change]);
      if (rig.abilities.members === "never") expect(again).toMatchObject([{ status: "unverified" }]);
      else {
        expect(again).toMatchObject([{ status: "unchanged" }]);
        expect(rig.mutations()).toBe(before);
      }
    }
  });

  test("a role, a licence or a seat on the account is given and taken", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    const whose = whoseOf(rig, "e1001", id);
    if (rig.abilities.entitlement === null) {
      const before = rig.mutations();
      const wish: Entitlement = { application: rig.connector.application, type: "license", value: "PRO" };
      expect(await apply(rig, [grants(whose, wish)])).toMatchObject([{ status: "refused" }]);
      expect(rig.mutations()).toBe(before);
      return;
    }
    const entitlement: Entitlement = { application: rig.connector.application, ...rig.abilities.entitlement };
    for (const [give, take] of [
      [grants, revokes],
      [assignsSeat, releasesSeat],
    ] as const) {
      expect(await apply(rig, [give(whose, entitlement)])).toMatchObject([{ status: "applied" }]);
      expect(await heldBy(rig, id)).toEqual([entitlement]);
      expect(await apply(rig, [give(whose, entitlement)])).toMatchObject([{ status: "unchanged" }]);
      expect(await apply(rig, [take(whose, entitlement)])).toMatchObject([{ status: "applied" }]);
      expect(await heldBy(rig, id)).toEqual([]);
      expect(await apply(rig, [take(whose, entitlement)])).toMatchObject([{ status: "unchanged" }]);
    }
  });

  test("a revoke of what is not there is unchanged", async () => {
    const rig = rigOf();
    const gone = whoseOf(rig, "e1009", "no-such-account");
    const before = rig.mutations();
    expect(await apply(rig, [disables(gone), deletes(gone)])).toMatchObject(
      rig.abilities.deletes
        ? [{ status: "unchanged" }, { status: "unchanged" }]
        : [{ status: "unchanged" }, { status: "refused" }],
    );
    expect(rig.mutations()).toBe(before);
    const [outcome] = await apply(rig, [revokes(gone, groupOf(rig, "no-such-group"))]);
    expect(outcome?.status).toBe("unchanged");
    const [failed] = await apply(rig, [grants(gone, groupOf(rig, "no-such-group"))]);
    expect(failed?.status).toBe("failed");
  });

  test("joiners and their groups take the least requests, as predicted", async () => {
    const rig = rigOf();
    const people = Array.from({ length: 12 }, (_, index) => `e20${index + 10}`);
    const makes = people.map((person) => joins(rig, person));
    const gives = people.flatMap((person, index) =>
      rig.groups.map((group) => grants(needing(whoseOf(rig, person, null), makes[index]), groupOf(rig, group))),
    );
    const before = rig.mutations();
    const outcomes = await apply(rig, [...makes, ...gives]);
    expect(outcomes.map(({ key }) => key)).toEqual([...makes, ...gives].map(({ key }) => key));
    expect(new Set(outcomes.slice(0, 12).map(({ status }) => status))).toEqual(new Set(["applied"]));
    expect(new Set(outcomes.slice(12).map(({ status }) => status))).toEqual(new Set([provable(rig)]));
    expect(outcomes.every(({ account }) => account !== null)).toBe(true);
    expect(rig.mutations() - before).toBe(rig.connector.predict([...makes, ...gives]));
  });
}

function safetyLaws(rigOf: () => Rig): void {
  test("what somebody else changed between look and write is not overwritten", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    rig.beforeNextWrite(() => rig.outside.setDisplayName(id, "Changed Meanwhile"));
    const change = updates(whoseOf(rig, "e1001", id), { attributes: { displayName: "Ours" } });
    const [outcome] = await apply(rig, [change]);
    expect(outcome?.status).toBe(rig.abilities.versions ? "refused" : "applied");
  });

  test("a write to an account that belongs to somebody else is refused", async () => {
    const rig = rigOf();
    const id = await rig.outside.create({ userName: `other@${rig.domain}`, externalId: "x9", displayName: "Other" });
    const whose = whoseOf(rig, "e1001", id);
    const before = rig.mutations();
    const wishes = [updates(whose, { attributes: { displayName: "Ours" } }), disables(whose)];
    expect((await apply(rig, wishes)).map(({ status }) => status)).toEqual(["refused", "refused"]);
    expect(rig.mutations()).toBe(before);
  });

  test("what we did not name stays as it is", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    const other = await rig.outside.create({ userName: `other@${rig.domain}`, externalId: null, displayName: "Other" });
    const [group, second] = rig.groups;
    await rig.outside.addMember(group, other);
    const before = await readAll(rig);
    const whose = whoseOf(rig, "e1001", id);
    await apply(rig, [grants(whose, groupOf(rig, group)), updates(whose, { attributes: { displayName: "New Name" } })]);
    await apply(rig, [revokes(whose, groupOf(rig, group)), disables(whose)]);
    const after = await readAll(rig);
    expect(after.accounts.filter((each) => each.id !== id)).toEqual(before.accounts.filter((each) => each.id !== id));
    const [mine, was] = [after, before].map(({ accounts }) => accounts.find((each) => each.id === id));
    expect(mine?.attributes).toEqual({ ...was?.attributes, displayName: "New Name" });
    expect(await rig.outside.isMember(group, other)).toBe(true);
    expect(await rig.outside.isMember(second, other)).toBe(false);
  });

  test("a request that was told to wait is not sent before", async () => {
    const rig = rigOf();
    rig.throttle(30);
    const outcomes = await apply(rig, [joins(rig, "e1001"), joins(rig, "e1002"), joins(rig, "e1003")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["applied", "applied", "applied"]);
    expect(rig.early()).toBe(0);
  });

  test("an abort stops before the next write", async () => {
    const rig = rigOf();
    const abort = new AbortController();
    const before = rig.mutations();
    rig.beforeNextWrite(() => abort.abort());
    const people = Array.from({ length: 40 }, (_, index) => joins(rig, `e30${index + 10}`));
    await expect(rig.connector.apply({ changes: people }, abort.signal)).rejects.toMatchObject({ code: "aborted" });
    const reached = rig.mutations();
    expect(reached - before).toBeLessThanOrEqual(8);
    await readAll(rig);
    expect(rig.mutations()).toBe(reached);
  });

  test("what a connector cannot do is refused, and what needs a failed change is not reached", async () => {
    const rig = rigOf();
    await rig.outside.create({ userName: `e1002@${rig.domain}`, externalId: "x9", displayName: "Taken" });
    const make = joins(rig, "e1002");
    const give = grants(needing(whoseOf(rig, "e1002", null), make), groupOf(rig, rig.groups[0]));
    const sessions = endsSessions(whoseOf(rig, "e1001", null));
    expect(rig.connector.can.has("end-sessions")).toBe(false);
    const outcomes = await apply(rig, [make, give, sessions]);
    expect(outcomes.map(({ status }) => status)).toEqual(["refused", "not-reached", "refused"]);
  });
}

function readLaws(rigOf: () => Rig): void {
  test("what was done is told from what was not, by reads alone", async () => {
    const rig = rigOf();
    const { connector } = rig;
    const { signal } = new AbortController();
    const make = joins(rig, "e1001");
    const give = grants(needing(whoseOf(rig, "e1001", null), make), groupOf(rig, rig.groups[0]));
    const take = revokes(whoseOf(rig, "e1001", null), groupOf(rig, rig.groups[0]));
    const disable = disables(whoseOf(rig, "e1001", null));
    const all = [make, give, take, disable];
    const isKnown = rig.abilities.members !== "never";
    const said = async () => (await connector.inspect(all, signal)).map(({ isSo }) => isSo);
    expect((await said()).slice(0, 3)).toEqual([false, false, true]);
    const [made] = await apply(rig, [make, give]);
    const before = rig.mutations();
    const known = [true, isKnown ? true : null, isKnown ? false : null, false];
    expect(await said()).toEqual(known);
    const whose = (await connector.inspect([make, give], signal)).map(({ account }) => account);
    expect(whose).toEqual([made?.account, isKnown ? made?.account : expect.toBeOneOf([made?.account, null])]);
    const sessions = await connector.inspect([endsSessions(whoseOf(rig, "e1001", null))], signal);
    expect(sessions).toMatchObject([{ isSo: null }]);
    expect(rig.mutations()).toBe(before);
    await expect(connector.inspect(all, AbortSignal.abort())).rejects.toThrow();
  });

  test("after everything was applied, what is read equals what was asked for", async () => {
    const rig = rigOf();
    const people = ["e1001", "e1002", "e1003"];
    const makes = people.map((person) => joins(rig, person));
    const [first, second] = rig.groups;
    const wanted = { [first]: ["e1001", "e1002"], [second]: ["e1003"] };
    const gives = Object.entries(wanted).flatMap(([group, members]) =>
      members.map((person) => grants(whoseOf(rig, person, null), groupOf(rig, group))),
    );
    await apply(rig, makes);
    await apply(rig, gives);
    const pairs = people.flatMap((person) => rig.groups.map((group) => ({ person, group })));
    const { accounts, groups, verdict } = await readAll(rig, { pairs: async () => pairs, expected: people });
    expect(verdict).toEqual({ kind: "complete", accounts: accounts.length, groups: groups.length });
    const personOf = new Map(accounts.map(({ id, externalId }) => [id, externalId]));
    for (const person of people) {
      const account = accounts.find(({ externalId }) => externalId === person);
      expect(account).toMatchObject({ ...imageOf(rig, person), entitlements: [] });
    }
    for (const [group, members] of Object.entries(wanted)) {
      const told = groups.find(({ name }) => name === group);
      if (rig.abilities.members === "never") expect(told?.members).toBeNull();
      else expect(told?.members?.map((id) => personOf.get(id)).sort()).toEqual(members);
      if (rig.abilities.members === "asked") expect(told?.checked).toHaveLength(people.length);
    }
  });

  test("members that were not asked for are unknown where the application does not list them", async () => {
    const rig = rigOf();
    const { groups } = await readAll(rig);
    const [told] = groups.filter(({ name }) => name === rig.groups[0]);
    expect(told?.members).toEqual(rig.abilities.members === "listed" ? [] : null);
  });

  test("the last sign-in comes where it is asked for, is no change, and is null of anybody else", async () => {
    const rig = rigOf();
    const id = await joined(rig, "e1001");
    await joined(rig, "e1002");
    const before = await readAll(rig);
    expect(before.accounts.map(({ lastSignIn }) => lastSignIn)).toEqual([null, null]);
    if (rig.signIns === null) return;
    rig.signIns.signIn(id, "2026-11-22T16:40:12Z");
    expect(await readAll(rig)).toEqual(before);
    const { accounts, verdict } = await readAll(rig, { lastSignIn: rig.signIns.attribute });
    expect(verdict).toEqual(before.verdict);
    expect(accounts.map((each) => ({ ...each, lastSignIn: null }))).toEqual(before.accounts);
    for (const account of accounts) expect(account.lastSignIn).toBe(account.id === id ? "2026-11-22T16:40:12Z" : null);
    const writes = rig.mutations();
    expect(await apply(rig, [joins(rig, "e1001")])).toMatchObject([{ status: "unchanged" }]);
    expect(rig.mutations()).toBe(writes);
  });

  test("a listing that leaves an account out is untrusted", async () => {
    const rig = rigOf();
    for (const person of ["e1001", "e1002", "e1003"]) await joined(rig, person);
    rig.cutListing();
    const { verdict } = await readAll(rig);
    expect(verdict.kind).toBe("untrusted");
  });

  test("an aborted read ends", async () => {
    const rig = rigOf();
    const reading = rig.connector.read(wishOf(rig), AbortSignal.abort());
    await expect(reading.next()).rejects.toMatchObject({ code: "aborted" });
  });
}

/** Everything a connector tells, in an order that does not depend on it. */
async function readAll(
  rig: Pick<Rig, "connector" | "abilities" | "groups">,
  wish: Partial<ReadWish> = {},
): Promise<{ accounts: Account[]; groups: GroupPage[]; verdict: ListingVerdict }> {
  const accounts: Account[] = [];
  const groups: GroupPage[] = [];
  const pages = rig.connector.read({ ...wishOf(rig), ...wish }, new AbortController().signal);
  for (;;) {
    const step = await pages.next();
    if (step.done) {
      const plain = accounts.map((each) => ({ ...each, version: null }));
      return { accounts: plain.sort(byId), groups: groups.sort(byId), verdict: step.value };
    }
    if (step.value.kind === "accounts") accounts.push(...step.value.accounts);
    else groups.push(...step.value.groups);
  }
}

function wishOf(rig: Pick<Rig, "abilities" | "groups">): ReadWish {
  return { attributes: rig.abilities.attributes, groups: rig.groups, expected: [] };
}

function byId(left: { id: string | null }, right: { id: string | null }): number {
  return (left.id ?? "") < (right.id ?? "") ? -1 : 1;
}

function apply(rig: Rig, changes: readonly Change[]): Promise<readonly Outcome[]> {
  return rig.connector.apply({ changes }, new AbortController().signal);
}

function provable(rig: Rig): Outcome["status"] {
  return rig.abilities.members === "never" ? "unverified" : "applied";
}

async function joined(rig: Rig, person: string): Promise<string> {
  const [outcome] = await apply(rig, [joins(rig, person)]);
  if (outcome?.status !== "applied" || outcome.account === null) throw new Error(`${person}: ${outcome?.reason}`);
  return outcome.account;
}

async function heldBy(rig: Rig, id: string): Promise<readonly Entitlement[] | undefined> {
  return (await readAll(rig)).accounts.find((each) => each.id === id)?.entitlements;
}

function joins(rig: Rig, person: string): Change {
  return creates(whoseOf(rig, person, null), imageOf(rig, person));
}

function imageOf(rig: Rig, person: string): AccountImage {
  const attributes = Object.fromEntries(rig.abilities.attributes.map((each) => [each, textFor(rig, each, person)]));
  return { userName: `${person}@${rig.domain}`, externalId: person, active: true, attributes };
}

function textFor(rig: Rig, attribute: string, person: string): string {
  if (attribute === "email") return `${person}@${rig.domain}`;
  return attribute === "displayName" ? person : `${attribute} of ${person}`;
}

function whoseOf(rig: Rig, person: string, account: string | null): Whose {
  return { application: rig.connector.application, person, account, userName: `${person}@${rig.domain}` };
}

function needing(whose: Whose, change: Change | undefined): Whose {
  return { ...whose, needs: change === undefined ? [] : [change.key] };
}

function groupOf(rig: Rig, value: string): Entitlement {
  return { application: rig.connector.application, type: "group", value };
}
