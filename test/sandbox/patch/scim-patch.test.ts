import fc from "fast-check";
import * as oracle from "scim-patch";
import { describe, expect, test } from "vitest";
import { generic } from "../../../src/sandbox/dialects/generic.ts";
import { isEqual, isList, isObject, type Json, type JsonObject } from "../../../src/sandbox/json.ts";
import { MemberDraft } from "../../../src/sandbox/patch/member-draft.ts";
import { memberIds } from "../../../src/sandbox/patch/members.ts";
import { patch } from "../../../src/sandbox/patch/patch.ts";
import { ScimError } from "../../../src/sandbox/protocol/scim-error.ts";
import { type Kind, resourceTypes } from "../../../src/sandbox/schema/resource-type.ts";
import { ENTERPRISE, PATCH } from "../client.ts";
import { type Operation, randomGroup, randomGroupOperation, randomUser, randomUserOperation } from "./random-patch.ts";

type Outcome = JsonObject | "refused";

/** What the sandbox makes of a resource. */
function ours(kind: Kind, resource: JsonObject, ...operations: readonly JsonObject[]): Outcome {
  const { members = [], ...attributes } = resource;
  const draft = { attributes, members: new MemberDraft(new Set(memberIds(members))) };
  const member = (id: string) => ({ value: id });
  const context = { type: resourceTypes[kind], dialect: generic, isPossibleMember: () => true, member };
  try {
    patch(draft, { schemas: [PATCH], Operations: operations }, context);
  } catch (error) {
    if (error instanceof ScimError) return "refused";
    throw error;
  }
  return tidied({ ...draft.attributes, members: [...draft.members.ids()].map(member) });
}

/** What scim-patch makes of it. It has no schema, and is given only what a schema would let pass. */
function theirs(resource: JsonObject, ...operations: readonly JsonObject[]): Outcome {
  const [had, wanted] = JSON.parse(JSON.stringify([resource, operations]));
  try {
    return tidied(oracle.scimPatch(had, wanted, { mutateDocument: true, treatMissingAsAdd: false }));
  } catch (error) {
    if (error instanceof oracle.ScimError) return "refused";
    throw error;
  }
}

/** Without what is nothing (RFC 7643 section 2.5: null, the empty list), and with members by id, for they have no order. */
function tidied(resource: JsonObject): JsonObject {
  const kept = Object.entries(resource).map(([name, value]): [string, Json] => {
    if (name !== "members" || !isList(value)) return [name, tidy(value)];
    return [name, [...memberIds(value)].sort().map((id) => ({ value: id }))];
  });
  return Object.fromEntries(kept.filter(([, value]) => !isNothing(value)));
}

function tidy(value: Json): Json {
  if (isList(value)) return value.map(tidy).filter((each) => !isNothing(each));
  return isObject(value) ? tidied(value) : value;
}

function isNothing(value: Json): boolean {
  if (isList(value)) return value.length === 0;
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}

/** The operation as a client may write it too: names of attributes are the same in any case (RFC 7643 section 2.1). */
function loud({ op, path, value }: Operation): JsonObject {
  const shout = (text: string) => text.replace(/^[^[]+|\][^\]]*$/g, (names) => names.toUpperCase());
  const named = path === undefined && isObject(value);
  const given = named ? Object.fromEntries(Object.entries(value).map(([name, each]) => [shout(name), each])) : value;
  return {
    op: op.toUpperCase(),
    ...(path === undefined ? {} : { path: shout(path) }),
    ...(given === undefined ? {} : { value: given }),
  };
}

const lists = new Set(["emails", "phoneNumbers", "roles", "entitlements", "members"]);
const extended = ["department", "costCenter", "manager"].map((part) => `${ENTERPRISE}:${part}`);

/** The same operation in words that scim-patch understands: a path for each attribute, and for those of an extension. */
function plainly({ op, path, value }: Operation): readonly JsonObject[] {
  if (path === undefined) {
    const given = Object.entries(isObject(value) ? value : {});
    return given.flatMap(([name, each]) => plainly({ op, path: name, value: each }));
  }
  if (path === ENTERPRISE) {
    if (!isObject(value)) return extended.map((part) => ({ op, path: part }));
    return Object.entries(value).map(([part, each]) => ({ op, path: `${path}:${part}`, value: each }));
  }
  if (value === undefined) return [{ op, path }];
  return [{ op, path, value: op === "add" && lists.has(path) && isObject(value) ? [value] : value }];
}

interface Step {
  readonly before: JsonObject;
  readonly operation: Operation;
  readonly our: Outcome;
  readonly their: Outcome;
}

/** Expects the same outcome, or what the RFC says where scim-patch is known to say something else. */
function compare({ before, operation, our, their }: Step): void {
  const { op, path = "" } = operation;
  const [list = ""] = /^[a-zA-Z]+/.exec(path) ?? [];
  const isOfNothing = lists.has(list) && before[list] === undefined && path.includes(".");
  const expected = (): Outcome => {
    if (op !== "remove") return isOfNothing || choosesNothing(before, path) ? "refused" : their;
    return their === "refused" ? before : their;
  };
  if (primaries(their) > 1) expect(our === "refused" || primaries(our) === 1).toBe(true);
  else expect([before, operation, our]).toEqual([before, operation, expected()]);
}

/** Whether the filter of a path leaves out every value, and with that even those that are to be removed. */
function choosesNothing(before: JsonObject, path: string): boolean {
  if (!path.includes("[")) return false;
  const removed = theirs(before, { op: "remove", path: path.slice(0, path.indexOf("]") + 1) });
  return removed === "refused" || isEqual(removed, before);
}

/** The most primary values that a list has. */
function primaries(outcome: Outcome): number {
  const values = outcome === "refused" ? [] : Object.values(outcome).filter(isList);
  return Math.max(0, ...values.map((each) => each.filter((one) => isObject(one) && one["primary"] === true).length));
}

describe("PATCH, beside that of scim-patch", () => {
  const kinds = [
    ["User", randomUser, randomUserOperation],
    ["Group", randomGroup, randomGroupOperation],
  ] as const;

  test.each(kinds)("comes to the same %s, operation by operation or in one request", (kind, resource, operation) => {
    let changes = 0;
    const steps = fc.array(fc.tuple(operation, fc.boolean()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(resource, steps, (given, wanted) => {
        const first = tidied(given);
        const taken: JsonObject[] = [];
        let before = first;
        for (const [each, isLoud] of wanted) {
          const written = isLoud ? loud(each) : { ...each };
          const our = ours(kind, before, written);
          compare({ before, operation: each, our, their: theirs(before, ...plainly(each)) });
          if (our === "refused") continue;
          changes += isEqual(our, before) ? 0 : 1;
          taken.push(written);
          before = our;
        }
        if (taken.length > 0) expect([first, taken, ours(kind, first, ...taken)]).toEqual([first, taken, before]);
      }),
      { numRuns: 400 },
    );
    expect(changes).toBeGreaterThan(400);
  });

  const home = { value: "h", type: "home" };
  const work = { value: "w", type: "work", primary: true };
  const known: readonly [string, JsonObject, JsonObject, Outcome, Outcome][] = [
    [
      "puts an extension that comes without a path under a wrong name",
      {},
      { op: "add", value: { [ENTERPRISE]: { department: "a" } } },
      { [ENTERPRISE]: { department: "a" } },
      { "urn:ietf:params:scim:schemas:extension:enterprise:2.0": { User: { department: "a" } } },
    ],
    [
      "takes a name in another case for another attribute",
      { title: "a" },
      { op: "replace", path: "TITLE", value: "b" },
      { title: "b" },
      { title: "a", TITLE: "b" },
    ],
    [
      "keeps a boolean that came as text",
      { active: true },
      { op: "replace", path: "active", value: "False" },
      "refused",
      { active: "False" },
    ],
    [
      "leaves the old primary value primary",
      { emails: [work] },
      { op: "add", path: "emails", value: [{ ...home, primary: true }] },
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
      { emails: [work, { ...home, primary: true }] },
    ],
    [
      "makes no list of the first value",
      {},
      { op: "add", path: "emails", value: home },
      { emails: [home] },
      { emails: home },
    ],
    [
      "adds what is there again when it comes without a path",
      { emails: [home] },
      { op: "add", value: { emails: [home] } },
      { emails: [home] },
      { emails: [home, home] },
    ],
    [
      "drops the parts that are not mentioned when they come without a path",
      { name: { givenName: "a" } },
      { op: "replace", value: { name: { familyName: "b" } } },
      { name: { givenName: "a", familyName: "b" } },
      { name: { familyName: "b" } },
    ],
    [
      "merges a chosen value that is to be replaced (RFC 7644 section 3.5.2.3)",
      { emails: [work] },
      { op: "replace", path: 'emails[type eq "work"]', value: { value: "n" } },
      { emails: [{ value: "n" }] },
      { emails: [{ ...work, value: "n" }] },
    ],
    [
      "changes nothing where the path of add chooses none (RFC 7644 section 3.12: noTarget)",
      { emails: [home] },
      { op: "add", path: 'emails[type eq "work"]', value: work },
      "refused",
      { emails: [home] },
    ],
    [
      "makes a value where a part of none is added",
      { emails: [home] },
      { op: "add", path: 'emails[type eq "work"].value', value: "n" },
      "refused",
      { emails: [home, { type: "work", value: "n" }] },
    ],
    [
      "makes an object of a list that is not there",
      {},
      { op: "replace", path: "emails.type", value: "home" },
      "refused",
      { emails: { type: "home" } },
    ],
    [
      "refuses to remove from a list that is not there",
      {},
      { op: "remove", path: "emails", value: [home] },
      {},
      "refused",
    ],
    ["refuses to remove a part of none", {}, { op: "remove", path: 'emails[type eq "work"].value' }, {}, "refused"],
    [
      "compares text with regard to case",
      { emails: [home] },
      { op: "remove", path: 'emails[type eq "HOME"]' },
      {},
      { emails: [home] },
    ],
    ["removes what is required", { userName: "a" }, { op: "remove", path: "userName" }, "refused", {}],
  ];

  test.each(known)("differs where the other %s", (_, had, operation, our, their) => {
    expect([ours("User", had, operation), theirs(had, operation)]).toEqual([our, their]);
  });
});
