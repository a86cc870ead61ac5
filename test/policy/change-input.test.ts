import { describe, expect, test } from "vitest";
import type { Assignment } from "../../src/model/assignment.ts";
import { changeInput, changeInputs } from "../../src/policy/change-input.ts";
import { anAssignment, anOrganization, aPerson } from "../support/people.ts";
import { AT, aGrantChange, someFacts } from "./world.ts";

describe("the input of a change", () => {
  test("holds the change without places and order, and what is known around it", () => {
    const organization = anOrganization({
      people: [aPerson({ kind: "contractor", end: "2026-09-01T00:00:00Z", manager: "e7" })],
      assignments: [anAssignment({ role: "engineer", reason: "REQ-2" })],
    });
    const facts = someFacts(organization, { holdings: new Map([["e1001", [holding("zoo"), holding("base")]]]) });
    expect(changeInput(aGrantChange(), facts)).toEqual({
      format_version: "1.0",
      change: {
        key: "chat/e1001/grant/group:engineering",
        application: "chat",
        person: "e1001",
        account: "remote-e1001",
        userName: "e1001@acme.example",
        because: [{ kind: "birthright", role: "engineer" }],
        kind: "grant",
        entitlement: { application: "chat", type: "group", value: "engineering" },
        before: { held: false },
        after: { held: true },
      },
      person: {
        id: "e1001",
        kind: "contractor",
        status: "active",
        manager: "e7",
        managerPresent: false,
        start: null,
        end: "2026-09-01T00:00:00Z",
        attributes: { department: "Engineering", location: "eu" },
        present: true,
        signals: null,
      },
      before: null,
      roles: ["base", "zoo"],
      holdings: [],
      assignments: [{ role: "engineer", kind: "standard", reason: "REQ-2", from: null, until: null, through: null }],
      application: { name: "chat", accounts: 100 },
      pool: null,
      history: null,
      lastSignIn: null,
      proposers: [],
      at: AT,
    });
  });

  test("tells what is thought of somebody who joins, and nothing of anybody else", () => {
    const reasons = [{ signal: "new-device" as const, points: 10, text: "the device was never seen before" }];
    const rest = { clusters: [], since: null, decision: null };
    const joiner = { person: "e1001", verdict: "pass" as const, score: 10, reasons, ...rest };
    const facts = someFacts(anOrganization(), { joiners: new Map([["e1001", joiner]]) });
    expect(changeInput(aGrantChange(), facts).person?.signals).toEqual({ verdict: "pass", score: 10, reasons });
    expect(changeInput(aGrantChange(), someFacts()).person?.signals).toBeNull();
  });

  test("does not change when a file is moved or a plan is ordered anew", () => {
    const moved = { file: "roles/other.yaml", line: 99, column: 1 };
    const change = aGrantChange();
    const elsewhere = {
      ...change,
      needs: ["a", "b"],
      because: [{ kind: "birthright" as const, role: "engineer", at: moved }],
    };
    expect(changeInput(elsewhere, someFacts())).toEqual(changeInput(change, someFacts()));
  });

  test("knows nobody for an account that is not ours, or whose person is unknown", () => {
    const nobody = { person: null, roles: [], assignments: [] };
    expect(changeInput(aGrantChange({ person: null }), someFacts())).toMatchObject(nobody);
    expect(changeInput(aGrantChange({ person: "gone" }), someFacts())).toMatchObject(nobody);
  });

  test("says of an emergency when the last that is planned ahead ends, and of others when they end themselves", () => {
    const end = "2026-03-01T18:00:00Z";
    const later = { from: "2026-03-09T12:00:00Z", until: "2026-03-10T00:00:00Z" };
    const first = anAssignment({ role: "a", kind: "emergency", until: end });
    const throughOf = (...list: readonly Assignment[]) =>
      changeInput(aGrantChange(), someFacts(anOrganization({ assignments: list }))).assignments.map(
        ({ through }) => through,
      );
    expect(throughOf(first)).toEqual([end]);
    expect(throughOf(first, anAssignment({ role: "a", kind: "emergency", ...later }))).toEqual([later.until]);
    expect(throughOf(first, anAssignment({ role: "a", kind: "emergency", ...later, until: null }))).toEqual([null]);
    expect(throughOf(first, anAssignment({ role: "b", kind: "emergency", ...later }))).toEqual([end]);
    expect(throughOf({ ...first, kind: "temporary" }, anAssignment({ role: "a", ...later }))).toEqual([end]);
  });

  test("lists only assignments that hold at the instant, in an order of their own", () => {
    const assignments = [
      anAssignment({ role: "b", from: AT }),
      anAssignment({ role: "past", until: AT }),
      anAssignment({ role: "future", from: "2026-03-01T12:00:01Z" }),
      anAssignment({ role: "a", until: "2026-03-01T12:00:01Z" }),
      anAssignment({ role: "c", person: "e2" }),
    ];
    const rolesOf = (list: typeof assignments) =>
      changeInput(aGrantChange(), someFacts(anOrganization({ assignments: list }))).assignments.map(({ role }) => role);
    expect(rolesOf(assignments)).toEqual(["a", "b"]);
    expect(rolesOf(assignments.toReversed())).toEqual(["a", "b"]);
  });

  test("tells the pool of a seat", () => {
    const seat = { ...aGrantChange(), kind: "assign-seat" as const, pool: "ide", location: "eu" };
    expect(changeInput(seat, someFacts()).pool).toEqual({ name: "ide", location: "eu" });
  });

  test("says whether somebody is here: start counts, end does not", () => {
    const present = (person: Parameters<typeof aPerson>[0]) =>
      changeInput(aGrantChange(), someFacts(anOrganization({ people: [aPerson(person)] }))).person?.present;
    expect(present({ start: AT })).toBe(true);
    expect(present({ start: "2026-03-01T12:00:01Z" })).toBe(false);
    expect(present({ end: AT })).toBe(false);
    expect(present({ status: "leave" })).toBe(true);
    expect(present({ status: "left" })).toBe(false);
  });

  test("comes one by one, in the order of the changes", () => {
    const changes = [aGrantChange({ person: "e1" }), aGrantChange({ person: "e2" })];
    expect([...changeInputs(changes, someFacts())].map(({ own }) => own.change.person)).toEqual(["e1", "e2"]);
  });
});

const holding = (role: string) => ({ role, because: [] });
