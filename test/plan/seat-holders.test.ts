import { describe, expect, test } from "vitest";
import type { Application } from "../../src/model/application.ts";
import { anAccount, LiveApplication, type PlanningWish, planFor } from "../support/live-application.ts";
import { aBirthright, anApplication, anOrganization, aPerson, aPool, aRole, aSeatGrant } from "../support/people.ts";

const seat = { application: "ide-vendor", type: "license", value: "ALL_PRODUCTS" } as const;
const held = { entitlements: [seat] };

function holdersOf(
  accounts: readonly Parameters<typeof anAccount>[0][],
  rules: Partial<Application> = {},
  wish: PlanningWish = {},
) {
  const live = accounts.reduce<LiveApplication>(
    (all, account) => all.with(anAccount(account)),
    new LiveApplication("ide-vendor"),
  );
  const organization = anOrganization({
    people: ["e1", "e2"].map((id) => aPerson({ id })),
    roles: [aRole({ birthright: [aBirthright({ department: ["Engineering"] })], grants: [aSeatGrant()] })],
    pools: [aPool()],
    applications: [anApplication({ name: "ide-vendor", ...rules })],
  });
  return planFor(organization, [live], wish).observed[0]?.seatHolders("ide") ?? null;
}

describe("who holds a seat", () => {
  test("is everybody whom the application counts, disabled accounts too", () => {
    const holders = holdersOf([
      { externalId: "e2", active: false, ...held },
      { externalId: "e1", ...held },
    ]);
    expect(holders).toEqual([
      { person: "e1", account: "id-e1", userName: "e1@acme.example", isActive: true, origin: "ours" },
      { person: "e2", account: "id-e2", userName: "e2@acme.example", isActive: false, origin: "ours" },
    ]);
  });

  test("is nobody who has an account and no seat", () => {
    expect(holdersOf([{ externalId: "e1" }])).toEqual([]);
  });

  test("may be an account of nobody on the roster, which stays or goes as the files say", () => {
    const bot = { externalId: null, id: "bot", userName: "bot@acme.example", ...held };
    const gone = { externalId: "e9", ...held };
    const origins = (rules: Partial<Application>) =>
      holdersOf([bot, gone], rules)?.map(({ person, userName, origin }) => [person, userName, origin]);
    expect(origins({})).toEqual([
      [null, "bot@acme.example", "outside"],
      [null, "e9@acme.example", "leaving"],
    ]);
    expect(origins({ unmanaged: "remove" })?.map(([, , origin]) => origin)).toEqual(["leaving", "leaving"]);
  });

  test("is not known of a listing that cannot be trusted", () => {
    expect(holdersOf([{ externalId: "e1", ...held }], {}, { untrusted: true })).toBeNull();
  });
});
