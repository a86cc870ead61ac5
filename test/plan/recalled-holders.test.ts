import { describe, expect, test } from "vitest";
import type { Recalled, RecalledMembership } from "../../src/model/recalled.ts";
import { anAccount, LiveApplication, planFor } from "../support/live-application.ts";
import { aBirthright, aGrant, anApplication, anOrganization, aPerson, aRole } from "../support/people.ts";

const engineers = aRole({
  name: "engineer",
  birthright: [aBirthright({ department: ["Engineering"] })],
  grants: [aGrant()],
});
const sellers = aRole({
  name: "seller",
  birthright: [aBirthright({ department: ["Sales"] })],
  grants: [aGrant({ value: "sales" })],
});
type People = Parameters<typeof anOrganization>[0];
const organization = (people: NonNullable<People>["people"], applications = [anApplication()]) =>
  anOrganization({ people: people ?? [], roles: [engineers, sellers], applications });

const mover = () => aPerson({ attributes: { ...aPerson().attributes, department: "Sales" } });

/** Neither group tells who is in it. */
function quiet(...accounts: readonly ReturnType<typeof anAccount>[]) {
  const live = new LiveApplication("chat", ["engineering", "sales"]);
  for (const account of accounts) live.with(account);
  for (const group of ["engineering", "sales"]) live.secretive.add(group);
  return live;
}

type Words = Readonly<Record<string, Readonly<Record<string, RecalledMembership["word"]>>>>;

/** A ledger that knows accounts `id-PERSON`, unless it says another. */
function recalledOf(words: Words, accounts: readonly string[] = [], account?: string): Recalled {
  const memberships = new Map(
    Object.entries(words).map(([key, people]) => [
      key,
      new Map(Object.entries(people).map(([person, word]) => [person, { word, account: account ?? `id-${person}` }])),
    ]),
  );
  const known = Object.values(words).flatMap((people) =>
    Object.keys(people).map((person) => account ?? `id-${person}`),
  );
  return new Map([["chat", { accounts: new Set([...accounts, ...known]), people: new Set<string>(), memberships }]]);
}

const keysOf = (plan: ReturnType<typeof planFor>) =>
  plan.changes.filter(({ kind }) => kind === "grant" || kind === "revoke").map(({ key }) => key);
const doubtsOf = (plan: ReturnType<typeof planFor>) =>
  plan.findings.filter(({ kind }) => kind === "unverifiable-membership").map(({ subject }) => subject);

describe("a group of which the application tells nothing and the ledger something", () => {
  const given = recalledOf({ "group:engineering": { e1001: "given" } });

  test("is not given again to whom it was given, and is still no certainty", () => {
    const plan = planFor(organization([aPerson()]), [quiet(anAccount())], { recalled: given });
    expect(keysOf(plan)).toEqual([]);
    expect(doubtsOf(plan)).toEqual(["engineering", "sales"]);
  });

  test("is taken from a mover, who gets the new one", () => {
    const plan = planFor(organization([mover()]), [quiet(anAccount())], { recalled: given });
    expect(keysOf(plan)).toEqual(["chat/e1001/revoke/group:engineering", "chat/e1001/grant/group:sales"]);
  });

  test("is taken from a leaver", () => {
    const plan = planFor(organization([aPerson({ status: "left" })]), [quiet(anAccount())], { recalled: given });
    expect(keysOf(plan)).toEqual(["chat/e1001/revoke/group:engineering"]);
  });

  test("is taken from somebody who is on the roster no more, where such accounts are switched off", () => {
    const applications = [anApplication({ orphans: "disable" })];
    const plan = planFor(organization([], applications), [quiet(anAccount())], { recalled: given });
    expect(keysOf(plan)).toEqual(["chat/@id-e1001/revoke/group:engineering"]);
  });

  test.each(["taken", "taken-unseen"] as const)(
    "is not taken twice (%s), and is given again when it is wanted",
    (word) => {
      const recalled = recalledOf({ "group:engineering": { e1001: word }, "group:sales": { e1001: "given" } });
      expect(keysOf(planFor(organization([mover()]), [quiet(anAccount())], { recalled }))).toEqual([]);
      expect(keysOf(planFor(organization([aPerson()]), [quiet(anAccount())], { recalled }))).toEqual([
        "chat/e1001/revoke/group:sales",
        "chat/e1001/grant/group:engineering",
      ]);
    },
  );

  test("says of how many it knows, and how many lost it without being seen to", () => {
    const recalled = recalledOf({ "group:engineering": { e1001: "given", e2: "taken-unseen" } });
    const people = [aPerson(), aPerson({ id: "e2", status: "left" }), aPerson({ id: "e3" })];
    const accounts = [anAccount(), anAccount({ externalId: "e2", active: false }), anAccount({ externalId: "e3" })];
    const plan = planFor(organization(people), [quiet(...accounts)], { recalled });
    const finding = plan.findings.find(({ subject }) => subject === "engineering");
    expect(finding?.message.match(/\d+/g)).toEqual(["2", "3", "1", "1", "1"]);
  });

  test("changes nothing for somebody of whom the ledger says nothing", () => {
    const people = [aPerson({ id: "e7" }), aPerson({ id: "e8", status: "left" })];
    const accounts = [anAccount({ externalId: "e7" }), anAccount({ externalId: "e8", active: false })];
    expect(keysOf(planFor(organization(people), [quiet(...accounts)], { recalled: given }))).toEqual([]);
  });

  test("is given to an account that we made and that did not get it then", () => {
    const recalled = recalledOf({}, ["id-e1001"]);
    expect(keysOf(planFor(organization([aPerson()]), [quiet(anAccount())], { recalled }))).toEqual([
      "chat/e1001/grant/group:engineering",
    ]);
  });

  test("starts from nothing for an account that took the place of the one it was given to", () => {
    const before = recalledOf({ "group:engineering": { e1001: "given" } }, [], "id-of-old");
    expect(keysOf(planFor(organization([mover()]), [quiet(anAccount())], { recalled: before }))).toEqual([]);
    const made = recalledOf({ "group:engineering": { e1001: "given" } }, ["id-e1001"], "id-of-old");
    expect(keysOf(planFor(organization([mover()]), [quiet(anAccount())], { recalled: made }))).toEqual([
      "chat/e1001/grant/group:sales",
    ]);
  });

  test("is left alone when the listing cannot be trusted", () => {
    const wish = { recalled: given, untrusted: true };
    expect(keysOf(planFor(organization([mover()]), [quiet(anAccount())], wish))).toEqual([]);
  });
});

describe("a group that tells who is in it", () => {
  test("is believed, whatever the ledger says", () => {
    const recalled = recalledOf({ "group:engineering": { e1001: "given" } });
    const live = new LiveApplication("chat", ["engineering", "sales"]).with(anAccount());
    expect(keysOf(planFor(organization([aPerson()]), [live], { recalled }))).toEqual([
      "chat/e1001/grant/group:engineering",
    ]);
  });
});
