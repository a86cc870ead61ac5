import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/model/instant.ts";
import type { Person } from "../../src/model/person.ts";
import type { SeatNotice } from "../../src/model/seat-notice.ts";
import type { SignIns } from "../../src/model/sign-ins.ts";
import { anAccount, LiveApplication, makeAll, planFor } from "../support/live-application.ts";
import {
  aBirthright,
  anApplication,
  anOrganization,
  aPerson,
  aPool,
  aRole,
  aSeatGrant,
  aSource,
} from "../support/people.ts";

const day = 86_400_000;
const ids = ["e1", "e2", "e3", "e4", "e5"];
const seat = { application: "ide-vendor", type: "license", value: "ALL_PRODUCTS" } as const;
const everybody = aRole({ birthright: [aBirthright({})], grants: [aSeatGrant()] });

/** Days of November 2026 in the order of time; the rules below count a few of them. */
const instant = fc
  .integer({ min: 1, max: 30 })
  .map((date): Instant => `2026-11-${String(date).padStart(2, "0")}T00:00:00Z`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

interface Scene {
  readonly people: readonly Person[];
  readonly seated: readonly string[];
  readonly quota: number;
  readonly unusedFor: number;
  readonly grace: number;
  readonly notices: readonly SeatNotice[];
  readonly evidence: SignIns | null;
  readonly later: SignIns | null;
  readonly at: Instant;
  readonly next: Instant;
}

const person = (id: string) =>
  fc
    .record({ status: fc.constantFrom("active", "active", "leave"), start: maybe(instant) })
    .map((rest) => aPerson({ id, ...rest }));

const notice = fc
  .record({ person: fc.constantFrom(...ids), lastSignIn: maybe(instant), noticed: instant, keepUntil: maybe(instant) })
  .map((rest): SeatNotice => ({ pool: "ide", at: aSource("pools/notices/ide.yaml"), ...rest }));

const evidence: fc.Arbitrary<SignIns> = fc
  .record({
    newest: maybe(instant),
    people: fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), maybe(instant)), { selector: ([id]) => id }),
  })
  .map(({ newest, people }) => ({
    ...{ application: "ide-vendor", source: { kind: "file", path: "s.csv" } as const, maxAge: 4 * day, newest },
    people: new Map(people.map(([id, last]) => [id, { last, at: aSource("s.csv") }])),
  }));

const scene: fc.Arbitrary<Scene> = fc.record({
  people: fc.tuple(...ids.map(person)),
  seated: fc.subarray(ids),
  quota: fc.nat(6),
  unusedFor: fc.integer({ min: 1, max: 12 }).map((days) => days * day),
  grace: fc.integer({ min: 1, max: 6 }).map((days) => days * day),
  notices: fc.uniqueArray(notice, { selector: (each) => each.person }),
  evidence: maybe(evidence),
  later: maybe(evidence),
  at: instant,
  next: instant,
});

function organizationOf({ people, quota, unusedFor, grace, notices }: Scene, signIns: SignIns | null) {
  const reclaim = { unusedFor, grace, except: [{ status: ["leave"] }] };
  return anOrganization({
    ...{ people, notices, roles: [everybody], signIns: signIns === null ? [] : [signIns] },
    pools: [aPool({ reclaim, quota: { eu: quota }, overflow: 0 })],
    applications: [anApplication({ name: "ide-vendor" })],
  });
}

function liveOf({ seated }: Scene): LiveApplication {
  const live = new LiveApplication("ide-vendor");
  for (const id of ids) live.with(anAccount({ externalId: id, entitlements: seated.includes(id) ? [seat] : [] }));
  return live;
}

/** Written down anew, as plainly as the page of files puts it: may this seat be taken? */
function mayBeTaken(given: Scene, id: string): boolean {
  const told = given.notices.find((each) => each.person === id);
  const proof = given.evidence?.people.get(id);
  const who = given.people.find((each) => each.id === id);
  if (told === undefined || proof === undefined || who === undefined || who.status === "leave") return false;
  const now = Date.parse(given.at);
  const newest = Date.parse(given.evidence?.newest ?? "1970-01-01T00:00:00Z");
  if (now - newest > 4 * day) return false;
  if (proof.last !== null && (told.lastSignIn === null || proof.last > told.lastSignIn)) return false;
  const unusedSince = Math.max(
    Date.parse(told.lastSignIn ?? told.noticed),
    who.start === null ? 0 : Date.parse(who.start),
  );
  const keepUntil = Date.parse(told.keepUntil ?? "1970-01-01T00:00:00Z");
  const ends = [Date.parse(told.noticed) + given.grace, unusedSince + given.unusedFor, keepUntil];
  return ends.every((end) => now >= end && newest >= end);
}

describe("reclaiming", () => {
  test("takes exactly what the rules allow, and says why", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const plan = planFor(organizationOf(given, given.evidence), [liveOf(given)], { at: given.at });
        const here = given.people.filter(({ start }) => start === null || start <= given.at).map(({ id }) => id);
        const taken = plan.unused.flatMap(({ reclaimed }) => [...reclaimed.keys()]);
        expect(taken).toEqual(given.seated.filter((id) => here.includes(id) && mayBeTaken(given, id)).sort());
        const released = plan.changes.filter(({ kind }) => kind === "release-seat");
        for (const id of taken) expect(released.find((change) => change.person === id)?.because).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });

  test("is settled by one plan: with the same files the next changes nothing", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const live = liveOf(given);
        const organization = organizationOf(given, given.evidence);
        makeAll(planFor(organization, [live], { at: given.at }).changes, [live]);
        expect(planFor(organization, [live], { at: given.at }).changes).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("is not taken back by a later plan while nobody signs in, whatever becomes of the evidence", () => {
    fc.assert(
      fc.property(scene, (given) => {
        fc.pre(given.next >= given.at);
        const live = liveOf(given);
        const first = planFor(organizationOf(given, given.evidence), [live], { at: given.at });
        makeAll(first.changes, [live]);
        const taken = first.unused.flatMap(({ reclaimed }) => [...reclaimed.keys()]);
        const second = planFor(organizationOf(given, given.later), [live], { at: given.next });
        const given2 = second.changes.filter(({ kind }) => kind === "assign-seat").map((change) => change.person ?? "");
        for (const id of given2.filter((each) => taken.includes(each))) {
          const known = given.notices.find((each) => each.person === id)?.lastSignIn ?? "";
          expect((given.later?.people.get(id)?.last ?? "") > known).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
