import { describe, expect, test } from "vitest";
import type { Connector } from "../../src/connectors/connector.ts";
import type { Account } from "../../src/model/access.ts";
import type { AccountImage, Change } from "../../src/model/change.ts";
import type { Entitlement } from "../../src/model/role.ts";
import { creates, deletes, disables, enables, grants, revokes, updates, type Whose } from "../support/changes.ts";
import { applyAll, readWhole } from "../support/sandbox-chat.ts";
import { openScimOn, RawScim, Wire } from "../support/scim-rig.ts";
import { empty, type InteropService, services } from "./services.ts";

for (const service of services) {
  describe(`people come, move and go on ${service.name}`, () => {
    test("and after every step a second run changes nothing", () => live(service), 120_000);
  });
}

/** 30 people join two groups; one third moves; one third leaves, comes back, and leaves for good. */
async function live(service: InteropService): Promise<void> {
  await empty(service);
  const raw = new RawScim(service);
  const groups = new Map<string, string>();
  for (const name of ["everybody", "engineering", "sales"]) groups.set(name, await raw.createGroup(name));
  const wire = new Wire();
  const connector = await openScimOn(service, wire);
  const run = (changes: readonly Change[]) => settle({ service, connector, wire }, changes);

  await run(people.map(joins));
  const ids = await idsOf(connector, service);
  await run(
    people.flatMap((person) => [
      grants(whose(person, ids), group("everybody")),
      grants(whose(person, ids), group("engineering")),
    ]),
  );
  await run(
    movers.map((person) =>
      updates(whose(person, ids), { userName: `${person}.moved@life.example`, attributes: moved(person) }),
    ),
  );
  await run(movers.map((person) => revokes(whose(person, ids), group("engineering"))));
  await run(movers.map((person) => grants(whose(person, ids), group("sales"))));
  await run(leavers.map((person) => disables(whose(person, ids))));
  await run(
    leavers.flatMap((person) => [
      revokes(whose(person, ids), group("everybody")),
      revokes(whose(person, ids), group("engineering")),
    ]),
  );
  await run(leavers.map((person) => enables(whose(person, ids))));
  await run(leavers.map((person) => disables(whose(person, ids))));
  await run(leavers.slice(0, 5).map((person) => deletes(whose(person, ids))));

  const { accounts, verdict } = await readWhole(connector, {
    attributes: service.abilities.attributes,
    groups: [...groups.keys()],
  });
  expect(verdict).toMatchObject({ kind: "complete", accounts: 25 });
  for (const person of people) {
    const account = accounts.find(({ externalId }) => externalId === person);
    expect(stateOf(account)).toEqual(stateWanted(person));
    if (account?.id == null) continue;
    for (const [name, id] of groups) {
      const isIn = await (service.isMember?.(id, account.id) ?? raw.isMember(id, account.id));
      expect([person, name, isIn]).toEqual([person, name, groupsWanted(person).includes(name)]);
    }
  }
  await connector.close();
}

/** Makes changes, then makes them once more with a connector that knows nothing of the first time. */
async function settle(
  on: { readonly service: InteropService; readonly connector: Connector; readonly wire: Wire },
  changes: readonly Change[],
): Promise<void> {
  const hidden = on.service.abilities.members === "never" && changes.some((change) => "entitlement" in change);
  const before = on.wire.mutations;
  const first = await applyAll(on.connector, changes);
  expect(first.filter(({ status }) => status !== (hidden ? "unverified" : "applied"))).toEqual([]);
  expect(on.wire.mutations - before).toBe(on.connector.predict(changes));
  const again = await openScimOn(on.service, on.wire);
  const written = on.wire.mutations;
  const second = await applyAll(again, changes);
  await again.close();
  expect(second.filter(({ status }) => status !== (hidden ? "unverified" : "unchanged"))).toEqual([]);
  if (!hidden) expect(on.wire.mutations).toBe(written);
}

const people = Array.from({ length: 30 }, (_, index) => `p${100 + index}`);
const movers = people.slice(0, 10);
const leavers = people.slice(20);

function stateWanted(person: string): unknown {
  if (leavers.slice(0, 5).includes(person)) return null;
  const isMover = movers.includes(person);
  const userName = isMover ? `${person}.moved@life.example` : `${person}@life.example`;
  const attributes = isMover ? { ...imageOf(person).attributes, ...moved(person) } : imageOf(person).attributes;
  return { userName, active: !leavers.includes(person), attributes };
}

function groupsWanted(person: string): readonly string[] {
  if (leavers.includes(person)) return [];
  return movers.includes(person) ? ["everybody", "sales"] : ["everybody", "engineering"];
}

function stateOf(account: Account | undefined): unknown {
  if (account === undefined) return null;
  const { userName, active, attributes } = account;
  return { userName, active, attributes };
}

function imageOf(person: string): AccountImage {
  const userName = `${person}@life.example`;
  const names = { givenName: "Given", familyName: person, displayName: `Given ${person}`, email: userName };
  const place = { title: "Engineer", department: "Engineering", costCenter: "cc-1", userType: "employee" };
  return { userName, externalId: person, active: true, attributes: { ...names, ...place } };
}

function moved(person: string) {
  return { title: null, department: "Sales", email: `${person}.moved@life.example` };
}

function joins(person: string): Change {
  return creates(whose(person, new Map()), imageOf(person));
}

function whose(person: string, ids: ReadonlyMap<string, string>): Whose {
  return { application: "chat", person, account: ids.get(person) ?? null, userName: `${person}@life.example` };
}

function group(value: string): Entitlement {
  return { application: "chat", type: "group", value };
}

async function idsOf(connector: Connector, service: InteropService): Promise<ReadonlyMap<string, string>> {
  const { accounts } = await readWhole(connector, { attributes: service.abilities.attributes, groups: [] });
  return new Map(
    accounts.flatMap(({ externalId, id }) => (externalId === null || id === null ? [] : [[externalId, id] as const])),
  );
}
