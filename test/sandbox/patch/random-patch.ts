import fc from "fast-check";
import { isEqual, type Json, type JsonObject } from "../../../src/sandbox/json.ts";
import { ENTERPRISE, USER } from "../client.ts";

/** One operation of a PATCH that a schema would let pass, its names as the schema spells them. */
export interface Operation {
  readonly op: "add" | "remove" | "replace";
  readonly path?: string;
  readonly value?: Json;
}

const word = fc.constantFrom("a", "b", "c", "d");
const setting = fc.constantFrom<"add" | "replace">("add", "replace");
const isFlag = fc.boolean();

const element: fc.Arbitrary<JsonObject> = fc.record(
  { value: word, type: fc.constantFrom("home", "work"), display: word, primary: fc.constant(false) },
  { requiredKeys: ["value"] },
);
/** Values that all differ, of which at most the first is the primary one. */
const elements: fc.Arbitrary<readonly JsonObject[]> = fc
  .tuple(fc.uniqueArray(element, { maxLength: 3, comparator: isEqual }), isFlag)
  .map(([list, isPrimary]) =>
    list.map((each, index) => (index === 0 && isPrimary ? { ...each, primary: true } : each)),
  );

const name: fc.Arbitrary<JsonObject> = fc.record(
  { givenName: word, familyName: word, formatted: word },
  { requiredKeys: [] },
);
const employment: fc.Arbitrary<JsonObject> = fc.record(
  { department: word, costCenter: word, manager: fc.record({ value: word }) },
  { requiredKeys: [] },
);
const lists = fc.constantFrom("emails", "phoneNumbers", "roles", "entitlements");
const texts = ["title", "nickName", "displayName", "externalId"];

/** An account with some attributes of each kind: single, complex, lists, and those of an extension. */
export const randomUser: fc.Arbitrary<JsonObject> = fc.record(
  {
    ...{ userName: word, title: word, nickName: word, active: isFlag, name, emails: elements, roles: elements },
    ...{ entitlements: elements, [ENTERPRISE]: employment },
  },
  { requiredKeys: ["userName"] },
);

const single = fc.constantFrom(
  ...[...texts, "name.givenName", "name.familyName", "name.formatted", `${USER}:title`, `${USER}:name.givenName`],
  ...[`${ENTERPRISE}:department`, `${ENTERPRISE}:costCenter`, `${ENTERPRISE}:manager.value`],
);
const filter = fc.constantFrom(
  ...['type eq "work"', 'value eq "a"', 'type eq "home" and value eq "b"', "display pr"],
  ...['value eq "a" or value eq "b"', 'not (type eq "work")', "primary eq true", 'value sw "c"', 'value gt "b"'],
);
const chosen = fc.tuple(lists, filter).map(([list, text]) => `${list}[${text}]`);
const part = fc.constantFrom("value", "type", "display");

/** An operation on an account; one without a path has several attributes. */
export const randomUserOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: setting, path: single, value: word }),
  fc.record({ op: fc.constant("replace"), path: single, value: fc.constant(null) }),
  fc.record({ op: fc.constant("remove"), path: fc.oneof(single, lists, fc.constantFrom("name", "active")) }),
  fc.record({ op: setting, path: fc.constant("active"), value: isFlag }),
  fc.record({ op: setting, path: fc.constant("name"), value: name }),
  fc.record({ op: setting, path: fc.constant(`${ENTERPRISE}:manager`), value: fc.record({ value: word }) }),
  fc.record({ op: setting, path: fc.constant(ENTERPRISE), value: employment }),
  fc.record({ op: fc.constant("remove"), path: fc.constantFrom(ENTERPRISE, `${ENTERPRISE}:manager`) }),
  fc.record({ op: setting, path: lists, value: elements }),
  fc.record({ op: fc.constant("add"), path: lists, value: element }),
  fc.record({ op: fc.constant("remove"), path: lists, value: fc.oneof(elements, element) }),
  fc.record({ op: fc.constant("remove"), path: chosen }),
  fc.record({ op: fc.constant("add"), path: chosen, value: element }),
  ...[fc.tuple(chosen, part), fc.tuple(lists, part)].flatMap((target) => {
    const path = target.map((names) => names.join("."));
    return [fc.record({ op: setting, path, value: word }), fc.record({ op: fc.constant("remove"), path })];
  }),
  fc.record({ op: setting, path: chosen.map((path) => `${path}.primary`), value: isFlag }),
  fc.record({
    op: setting,
    value: fc.record(
      {
        ...{ title: word, nickName: word, active: isFlag, name, emails: elements, [ENTERPRISE]: employment },
        ...{ "name.familyName": word, [`${USER}:displayName`]: word, [`${ENTERPRISE}:department`]: word },
      },
      { requiredKeys: [] },
    ),
  }),
);

const member = word.map((value): JsonObject => ({ value }));
const members = fc.uniqueArray(word, { maxLength: 4 }).map((ids) => ids.map((value): JsonObject => ({ value })));
const thoseNamed = fc
  .uniqueArray(word, { minLength: 1, maxLength: 3 })
  .map((ids) => `members[${ids.map((id) => `value eq "${id}"`).join(" or ")}]`);

/** A group with some members. */
export const randomGroup: fc.Arbitrary<JsonObject> = fc.record({ displayName: word, members });

/** An operation on a group. */
export const randomGroupOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: setting, path: fc.constantFrom("displayName", "externalId"), value: word }),
  fc.record({ op: setting, path: fc.constant("members"), value: members }),
  fc.record({ op: fc.constant("add"), path: fc.constant("members"), value: member }),
  fc.record({ op: fc.constant("remove"), path: fc.oneof(fc.constant("members"), thoseNamed) }),
  fc.record({ op: fc.constant("remove"), path: fc.constant("members"), value: members }),
  fc.record({ op: setting, value: fc.record({ displayName: word, members }, { requiredKeys: [] }) }),
);
