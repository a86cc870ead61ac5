import { describe, expect, test } from "vitest";
import type { JoinerSettings, SignUp } from "../../src/model/joiner.ts";
import type { Person } from "../../src/model/person.ts";
import { judgeJoiners, knownPeople } from "../../src/plan/joiners.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { aDecision, aSignUp, joinerSettings } from "../support/joiners.ts";
import { noon } from "../support/live-application.ts";
import { aBirthright, anOrganization, aPerson, aRole } from "../support/people.ts";

const everyone = aRole({ birthright: [aBirthright({ department: ["Engineering"] })] });
const sydney = { latitude: -33.8688, longitude: 151.2093 };
const nobody: ReadonlySet<string> = new Set();

function judged(
  joiners: JoinerSettings,
  { people = [aPerson()], known = nobody }: { people?: readonly Person[]; known?: ReadonlySet<string> } = {},
) {
  const organization = anOrganization({ people, roles: [everyone], joiners });
  return judgeJoiners(organization, resolve(organization, noon), known);
}
const verdictOf = (signUp: Partial<SignUp>, rest: Parameters<typeof joinerSettings>[1] = {}) => {
  const joiner = judged(joinerSettings([aSignUp(signUp)], rest)).byPerson.get("e1001");
  return [joiner?.verdict, joiner?.score, joiner?.reasons.map(({ signal }) => signal)];
};
const many = (count: number, of: (n: number) => Partial<SignUp>) =>
  Array.from({ length: count }, (_, n) => aSignUp({ person: `j${n}`, ...of(n) }));
const peopleOf = (signUps: readonly SignUp[]) => signUps.map(({ person }) => aPerson({ id: person }));

describe("one sign-up", () => {
  test("against which nothing speaks passes", () => {
    expect(verdictOf({})).toEqual(["pass", 0, []]);
  });

  test("more than 2,000 km from the declared place within ten minutes is held", () => {
    const declared = { place: sydney, at: "2026-11-23T08:10:00Z" };
    expect(verdictOf({ declared })).toEqual(["review", 50, ["distance"]]);
    expect(verdictOf({ declared: { ...declared, at: "2026-11-23T07:50:00Z" } })).toEqual(["review", 50, ["distance"]]);
    expect(verdictOf({ declared: { ...declared, at: "2026-11-23T08:10:01Z" } })).toEqual(["pass", 0, []]);
    const near = { latitude: 48.8566, longitude: 2.3522 };
    expect(verdictOf({ declared: { ...declared, place: near } })).toEqual(["pass", 0, []]);
  });

  test("with an address to throw away is held, also under a subdomain and when only the roster tells it", () => {
    expect(verdictOf({ emailDomain: "mailinator.com" })).toEqual(["review", 40, ["disposable-email"]]);
    expect(verdictOf({ emailDomain: "eu.mailinator.com" })).toEqual(["review", 40, ["disposable-email"]]);
    expect(verdictOf({ emailDomain: "notmailinator.com" })).toEqual(["pass", 0, []]);
    const people = [aPerson({ email: "x@Mailinator.com" })];
    const settings = joinerSettings([aSignUp({ emailDomain: null })]);
    expect(judged(settings, { people }).byPerson.get("e1001")?.verdict).toBe("review");
  });

  test("adds a new device, a poor source and what is not known up, to 100 at most", () => {
    expect(verdictOf({ deviceKnown: false })).toEqual(["pass", 10, ["new-device"]]);
    expect(verdictOf({ source: "unheard-of" })).toEqual(["pass", 30, ["source-quality"]]);
    expect(verdictOf({ address: null, device: null, payment: null })).toEqual(["pass", 10, ["missing-evidence"]]);
    const bad = { deviceKnown: false, source: "x", emailDomain: "mailinator.com", place: sydney };
    expect(verdictOf(bad)).toEqual(["block", 100, ["distance", "disposable-email", "new-device", "source-quality"]]);
  });

  test("is held where the source does not know of it, or as the thresholds say", () => {
    const of = (rules: Parameters<typeof joinerSettings>[1]) => judged(joinerSettings([], rules)).byPerson.get("e1001");
    expect(of({})).toMatchObject({ verdict: "review", score: 40, reasons: [{ signal: "no-sign-up" }], since: null });
    expect(of({ rules: { noSignUp: "block" } })).toMatchObject({ verdict: "block", score: 80 });
    expect(of({ rules: { noSignUp: "pass" } })).toMatchObject({ verdict: "pass", score: 0 });
  });

  test("waits since the sign-up, or since the first day when that is later", () => {
    const since = (start: string | null) =>
      judged(joinerSettings([aSignUp()]), { people: [aPerson({ start })] }).byPerson.get("e1001")?.since;
    expect(since(null)).toBe("2026-11-23T08:00:00Z");
    expect(since("2026-11-23T10:00:00Z")).toBe("2026-11-23T10:00:00Z");
  });

  test("tells no address, place, device or payment in its reasons", () => {
    const signUps = many(5, () => ({ address: "203.0.113.9", device: "dev-1", payment: "pay-1", place: sydney }));
    const told = JSON.stringify([...judged(joinerSettings(signUps), { people: peopleOf(signUps) }).byPerson.values()]);
    expect(told).not.toMatch(/203\.0\.113|dev-1|pay-1|151\.2|33\.8/);
  });
});

describe("clusters", () => {
  test.each([
    ["address", 5, 30, "pass"],
    ["device", 3, 50, "review"],
    ["payment", 3, 55, "review"],
  ] as const)("of one %s are those who share it, from so many on", (kind, count, score, verdict) => {
    const signUps = [...many(count, () => ({ [kind]: "shared" })), aSignUp({ person: "other" })];
    const { byPerson, clusters } = judged(joinerSettings(signUps), { people: peopleOf(signUps) });
    expect(clusters).toMatchObject([{ kind, id: `${kind}:j0`, people: { length: count } }]);
    expect(byPerson.get("j1")).toMatchObject({ score, verdict, clusters: [`${kind}:j0`] });
    expect(byPerson.get("other")).toMatchObject({ score: 0, clusters: [] });
    const fewer = joinerSettings(signUps.slice(1));
    expect(judged(fewer, { people: peopleOf(signUps.slice(1)) }).clusters).toEqual([]);
  });

  test("count who has an account by now: letting some in does not make the others harmless", () => {
    const signUps = many(3, () => ({ device: "shared" }));
    const people = peopleOf(signUps);
    const { byPerson } = judged(joinerSettings(signUps), { people, known: new Set(["j0", "j1"]) });
    expect([...byPerson.keys()]).toEqual(["j2"]);
    expect(byPerson.get("j2")).toMatchObject({ verdict: "review", score: 50 });
  });

  test("keep their name while more people come", () => {
    const signUps = many(4, (n) => ({ device: "shared", signedUp: `2026-11-23T08:0${n}:00Z` }));
    const ids = [signUps.slice(0, 3), signUps].map(
      (some) => judged(joinerSettings(some), { people: peopleOf(some) }).clusters[0]?.id,
    );
    expect(ids).toEqual(["device:j0", "device:j0"]);
  });

  test("of all sign-ups are more than 5,000 in any 24 hours, also over midnight", () => {
    const night = (n: number) => `2026-11-2${n % 2 === 0 ? "2T23:30" : "3T00:30"}:00Z`;
    const signUps = many(5001, (n) => ({ signedUp: night(n) }));
    const mass = judged(joinerSettings(signUps), { people: peopleOf(signUps) });
    expect(mass.clusters).toMatchObject([{ kind: "mass-sign-up", people: { length: 5001 } }]);
    expect(mass.byPerson.get("j7")).toMatchObject({ verdict: "review", score: 45 });
    const fewer = signUps.slice(1);
    expect(judged(joinerSettings(fewer), { people: peopleOf(fewer) }).clusters).toEqual([]);
  });
});

describe("a joiner", () => {
  test("is nobody who has an account, whatever the signals say", () => {
    const settings = joinerSettings([aSignUp({ emailDomain: "mailinator.com" })]);
    expect(judged(settings, { known: new Set(["e1001"]) }).byPerson.size).toBe(0);
  });

  test("is nobody who is not here yet, who gets nothing, or whose kind does not sign up", () => {
    const people = [
      aPerson({ start: "2026-12-01T00:00:00Z" }),
      aPerson({ id: "e2", attributes: { department: "Sales" } }),
      aPerson({ id: "s1", kind: "service" }),
    ];
    expect(judged(joinerSettings([]), { people }).byPerson.size).toBe(0);
  });

  test("is known by an account in any application, or by what the ledger says that a run gave", () => {
    const seen = [{ hasAccount: (id: string) => id === "a" }, { hasAccount: (id: string) => id === "b" }];
    const given = new Map([["chat", { accounts: nobody, people: new Set(["c"]), memberships: new Map() }]]);
    expect([...knownPeople(["a", "b", "c", "d"], seen, given)]).toEqual(["a", "b", "c"]);
  });

  test("who was released passes whatever the score is, and who was blocked does not, for as long as that holds", () => {
    const bad = { emailDomain: "mailinator.com" };
    const verdict = (signUp: Partial<SignUp>, decision: Parameters<typeof aDecision>[0]) =>
      verdictOf(signUp, { decisions: [aDecision(decision)] })[0];
    expect(verdict(bad, {})).toBe("pass");
    expect(verdict({}, { decision: "block" })).toBe("block");
    expect(verdict(bad, { until: noon })).toBe("review");
    expect(verdict(bad, { from: "2026-11-23T12:00:01Z" })).toBe("review");
    expect(verdict(bad, { person: "e2" })).toBe("review");
  });
});

test("100,000 joiners who share what they can are judged in about a second, also on a machine that is busy", () => {
  const signUps = many(100_000, (n) => ({
    address: `a${n % 1000}`,
    device: n % 2 === 0 ? "one" : `d${n}`,
    signedUp: new Date(Date.parse("2026-11-22T00:00:00Z") + n * 800).toISOString().replace(/\.\d+/, ""),
  }));
  const organization = anOrganization({
    people: peopleOf(signUps),
    roles: [everyone],
    joiners: joinerSettings(signUps),
  });
  const desired = resolve(organization, noon);
  const begun = performance.now();
  const { byPerson } = judgeJoiners(organization, desired, nobody);
  const took = performance.now() - begun;
  expect(byPerson.size).toBe(100_000);
  expect(took).toBeLessThan(5_000);
});
