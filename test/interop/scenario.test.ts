import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { profileByName } from "../../src/connectors/scim/profile-by-name.ts";
import { readWhole } from "../support/sandbox-chat.ts";
import { openScimOn, RawScim, Wire } from "../support/scim-rig.ts";
import { note } from "./cell.ts";
import { type Employee, type Office, openOffice } from "./office.ts";
import { empty, type InteropService, services } from "./services.ts";

const groups = ["everybody", "engineering", "sales"];

describe.each(services)("the command line alone, on $name", (service) => {
  const hidden = service.abilities.members === "never";
  let office: Office;
  let people: readonly Employee[] = Array.from({ length: 24 }, (_, index) => employee(index));
  const ids = new Map<string, string>();
  beforeAll(async () => {
    await empty(service);
    const raw = new RawScim(service);
    for (const name of groups) ids.set(name, await raw.createGroup(name));
    office = await openOffice(service);
  });
  afterAll(() => office.close());

  /** Puts the roster in place, applies, sees that the server holds what the roster says, and that a second plan is empty. */
  const becomes = async (next: readonly Employee[], killAfter?: number): Promise<string> => {
    people = next;
    await office.roster(people);
    const { apply, writes } = await office.settle(killAfter);
    expect(await found(service, ids)).toEqual(wanted(people));
    const again = await office.planAgain();
    expect(again).toMatchObject({ code: 0, writes: 0 });
    if (!hidden) expect(apply).toBe(0);
    // Where members are never told, the ledger answers, and it is reported as no proof: never as "no drift".
    else expect(again.said).toContain("cannot be verified");
    return `${writes} writes, ${hidden ? "memberships by the ledger, " : ""}second plan empty`;
  };

  test("joiners get their accounts and groups", async (context) => {
    const value = await becomes(people);
    note(context, { server: service.name, ability: "24 joiners", value });
  });

  test("movers change groups, and the renamed keep their accounts", async (context) => {
    const before = await accountIds(service);
    const moved = people.map((each, index): Employee => {
      if (index < 6) return { ...each, department: "Sales", title: "Account manager" };
      return index < 9 ? { ...each, userName: `${each.id}.renamed@office.example` } : each;
    });
    const value = await becomes(moved);
    expect(await accountIds(service)).toEqual(before);
    note(context, { server: service.name, ability: "6 movers, 3 renamed", value });
  });

  test("leavers lose access and groups", async (context) => {
    const value = await becomes(people.map((each, index) => (index >= 20 ? { ...each, status: "left" } : each)));
    note(context, { server: service.name, ability: "4 leavers", value });
  });

  test("the re-hired get the same account back", async (context) => {
    const before = await accountIds(service);
    const value = await becomes(people.map((each, index) => (index >= 22 ? { ...each, status: "active" } : each)));
    expect(await accountIds(service)).toEqual(before);
    note(context, { server: service.name, ability: "2 re-hired", value });
  });

  test("a group has 300 members, although the apply was killed in the middle", async (context) => {
    const everybody = [...people, ...Array.from({ length: 278 }, (_, index) => employee(24 + index))];
    // A hundred accounts are one write where they go together.
    const after = (profileByName(service.profile)?.bulk ?? null) === null ? 120 : 2;
    const value = await becomes(everybody, after);
    note(context, { server: service.name, ability: "group of 300, killed in the middle", value });
  });
});

function employee(index: number): Employee {
  const id = `e${1000 + index}`;
  const isSeller = index % 4 === 3;
  return {
    ...{ id, status: "active", userName: `${id}@office.example`, title: "Specialist" },
    department: isSeller ? "Sales" : "Engineering",
  };
}

interface Standing {
  readonly userName: string;
  readonly active: boolean;
  readonly groups: readonly string[];
}

function wanted(people: readonly Employee[]): Readonly<Record<string, Standing>> {
  return Object.fromEntries(
    people.map(({ id, status, userName, department }) => {
      const active = status === "active";
      const own = department === "Sales" ? "sales" : "engineering";
      return [id, { userName, active, groups: active ? [own, "everybody"].sort() : [] }];
    }),
  );
}

/** What the server itself holds: accounts by its listing, members by its groups or its store. */
async function found(
  service: InteropService,
  ids: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, Standing>>> {
  const members = new Map<string, readonly unknown[]>();
  for (const [name, id] of ids) members.set(name, await service.membersOf(id));
  return Object.fromEntries(
    (await accountsOf(service)).map(({ id, externalId, userName, active }) => {
      const held = groups.filter((name) => members.get(name)?.includes(id));
      return [externalId, { userName, active, groups: held.sort() }];
    }),
  );
}

async function accountIds(service: InteropService): Promise<Readonly<Record<string, string | null>>> {
  return Object.fromEntries((await accountsOf(service)).map(({ id, externalId }) => [externalId, id]));
}

async function accountsOf(service: InteropService) {
  const connector = await openScimOn(service, new Wire());
  const { accounts, verdict } = await readWhole(connector, { attributes: [], groups: [] });
  await connector.close();
  expect(verdict.kind).toBe("complete");
  return accounts;
}
