import { Type } from "typebox";
import { count, exact, holding, instant, named, nullable, text, words } from "./contract-parts.ts";

const personKind = words("employee", "contractor", "guest", "service");
const personStatus = words("active", "leave", "left");

const because = Type.Union([
  Type.Object({ kind: Type.Literal("birthright"), role: text }, exact),
  Type.Object({ kind: Type.Literal("assignment"), role: text, reason: text }, exact),
  Type.Object({ kind: Type.Literal("roster"), text }, exact),
  Type.Object({ kind: Type.Literal("no-rule"), text }, exact),
  Type.Object({ kind: Type.Literal("pool"), pool: text, text }, exact),
]);

const entitlement = Type.Object({ application: text, type: words("group", "role", "license"), value: text }, exact);

/** A change; `before` and `after` hold what differs. */
const change = Type.Object(
  {
    kind: words(
      "create-account",
      "update-account",
      "disable-account",
      "enable-account",
      "delete-account",
      "grant",
      "revoke",
      "assign-seat",
      "release-seat",
      "end-sessions",
    ),
    key: text,
    application: text,
    person: nullable(text),
    account: nullable(text),
    userName: text,
    because: Type.Array(because),
    irreversible: Type.Optional(text),
    entitlement: Type.Optional(entitlement),
    pool: Type.Optional(text),
    location: Type.Optional(text),
    before: nullable(named(Type.Unknown())),
    after: nullable(named(Type.Unknown())),
  },
  exact,
);

const attributes = named(text);

const signals = Type.Object(
  {
    verdict: words("pass", "review", "block"),
    score: Type.Number({ minimum: 0, maximum: 100 }),
    reasons: Type.Array(Type.Object({ signal: text, points: Type.Number(), text }, exact)),
  },
  exact,
);

const person = Type.Object(
  {
    id: text,
    kind: personKind,
    status: personStatus,
    manager: nullable(text),
    managerPresent: nullable(Type.Boolean()),
    start: nullable(instant),
    end: nullable(instant),
    attributes,
    present: Type.Boolean(),
    signals: nullable(signals),
  },
  exact,
);

const before = Type.Object({ kind: personKind, status: personStatus, attributes, roles: Type.Array(text) }, exact);

const assignment = Type.Object(
  {
    role: text,
    kind: words("standard", "temporary", "emergency"),
    reason: text,
    from: nullable(instant),
    until: nullable(instant),
    through: nullable(instant),
  },
  exact,
);

const history = Type.Object(
  { given: count, lastGiven: nullable(instant), taken: count, lastTaken: nullable(instant) },
  exact,
);

/** `input` of package `rollcall`; what a `ChangeInput` is on the wire. */
export const changeContract = Type.Object(
  {
    format_version: Type.Literal("1.0"),
    change,
    person: nullable(person),
    before: nullable(before),
    roles: Type.Array(text),
    holdings: Type.Array(holding),
    assignments: Type.Array(assignment),
    application: Type.Object({ name: text, accounts: nullable(count) }, exact),
    pool: nullable(Type.Object({ name: text, location: text }, exact)),
    history: nullable(history),
    lastSignIn: nullable(instant),
    proposers: Type.Array(text),
    at: instant,
  },
  { ...exact, title: "Change", description: "input of package rollcall: one change, and what is known around it" },
);
