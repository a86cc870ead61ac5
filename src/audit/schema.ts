import { type Static, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { approval, event, override, planned } from "./event-schema.ts";
import { closed, count, digest, eventId, origin, runId, text, textOrNull } from "./schema-parts.ts";

const statuses = ["applied", "unchanged", "unverified", "refused", "failed", "not-reached"] as const;
const kinds = [
  ...(["create-account", "update-account", "disable-account", "enable-account", "delete-account"] as const),
  ...(["grant", "revoke", "assign-seat", "release-seat", "end-sessions"] as const),
] as const;

const source = Type.Object({ file: text, line: Type.Integer(), column: Type.Integer() }, closed);

const because = Type.Union([
  Type.Object({ kind: Type.Literal("birthright"), role: text, at: source }, closed),
  Type.Object({ kind: Type.Literal("assignment"), role: text, reason: text, at: source }, closed),
  Type.Object({ kind: Type.Literal("roster"), text, at: source }, closed),
  Type.Object({ kind: Type.Literal("no-rule"), text }, closed),
  Type.Object({ kind: Type.Literal("pool"), pool: text, text, at: source }, closed),
]);

const decision = Type.Object({ verdict: text, risk: Type.Number(), rules: Type.Array(text) }, closed);

const secret = Type.Object({ key: text, nonce: Type.String({ pattern: "^[0-9a-f]{24}$" }), data: text }, closed);

/** What is encrypted of an entry: everything in it that may tell something about a person. */
const confidential = Type.Object(
  {
    salt: Type.String({ pattern: "^[0-9a-f]{32}$" }),
    before: Type.Unknown(),
    after: Type.Unknown(),
    because: Type.Array(because),
    reason: textOrNull,
  },
  closed,
);

const entry = Type.Object(
  {
    key: text,
    kind: Type.Enum(kinds),
    application: text,
    person: textOrNull,
    account: textOrNull,
    target: textOrNull,
    before: Type.Unknown(),
    after: Type.Unknown(),
    because: Type.Array(because),
    decision,
    irreversible: Type.Optional(text),
    status: Type.Enum(statuses),
    reason: textOrNull,
    reference: textOrNull,
    attempts: count,
    recovered: Type.Boolean(),
    at: text,
    effective: Type.Optional(text),
    emergency: Type.Optional(Type.Literal(true)),
    ring: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Left out where the values are kept encrypted: the salt is among them. */
    salt: Type.Optional(Type.String({ pattern: "^[0-9a-f]{32}$" })),
    secret: Type.Optional(secret),
  },
  closed,
);

const counts = Type.Object(
  {
    applied: Type.Optional(count),
    unchanged: Type.Optional(count),
    unverified: Type.Optional(count),
    refused: Type.Optional(count),
    failed: Type.Optional(count),
    "not-reached": Type.Optional(count),
  } satisfies Record<(typeof statuses)[number], unknown>,
  closed,
);

const run = Type.Object(
  {
    run: runId,
    kind: Type.Enum(["result", "recovery"]),
    organization: text,
    conclusion: Type.Enum(["completed", "partial", "failed"]),
    error: textOrNull,
    actor: text,
    engine: text,
    plan: planned,
    commit: textOrNull,
    policy: text,
    approvals: Type.Array(approval),
    overrides: Type.Optional(Type.Array(override)),
    roster: Type.Optional(Type.Object({ path: text, digest, rows: count, exported: textOrNull }, closed)),
    people: count,
    filled: Type.Optional(Type.Record(text, count)),
    started: text,
    finished: text,
    counts,
  },
  closed,
);

const subject = Type.Object(
  { name: text, digest: Type.Object({ sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) }, closed) },
  closed,
);

const version = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    digest,
    returns: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);

const versions = Type.Object(
  { policies: Type.Union([version, Type.Null()]), signers: Type.Union([version, Type.Null()]) },
  closed,
);

const place = {
  chain: Type.Object({ origin, seq: Type.Integer({ minimum: 1 }), prev: Type.Union([digest, Type.Null()]) }, closed),
  recorded: text,
  versions,
  entries: Type.Object({ count, bytes: count, root: digest }, closed),
} as const;

const statement = { _type: Type.Literal("https://in-toto.io/Statement/v1"), subject: Type.Tuple([subject, subject]) };

const runManifest = Type.Object(
  {
    ...statement,
    predicateType: Type.Literal("urn:rollcall:run:v1"),
    predicate: Type.Object({ ...place, run }, closed),
  },
  closed,
);

const eventManifest = Type.Object(
  {
    ...statement,
    predicateType: Type.Literal("urn:rollcall:event:v1"),
    predicate: Type.Object({ ...place, event }, closed),
  },
  closed,
);

const manifest = Type.Union([runManifest, eventManifest]);

const amount = Type.Number({ minimum: 0 });

const judged = Type.Object(
  {
    decision,
    accounts: Type.Record(text, count),
    seats: Type.Array(
      Type.Object(
        {
          ...{ pool: text, location: text, quota: count, quotaBefore: Type.Union([count, Type.Null()]) },
          ...{ usedBefore: count, usedAfter: count },
        },
        closed,
      ),
    ),
    costs: Type.Array(
      Type.Object(
        {
          ...{ pool: text, currency: text, boughtBefore: Type.Union([amount, Type.Null()]), bought: amount },
          ...{ usedBefore: amount, usedAfter: amount },
        },
        closed,
      ),
    ),
    waiting: Type.Record(text, count),
    proposers: Type.Optional(Type.Array(text)),
    base: Type.Optional(text),
  },
  closed,
);

const basis = Type.Object(
  { inputs: Type.Record(text, text), live: Type.Record(text, text), judged: Type.Optional(judged) },
  closed,
);

const signatures = Type.Object(
  {
    payloadType: Type.Literal("application/vnd.in-toto+json"),
    signatures: Type.Tuple([Type.Object({ keyid: text, sig: text }, closed)]),
    sshsig: text,
  },
  closed,
);

const state = Type.Object(
  {
    format_version: Type.Literal("1.0"),
    origin,
    size: Type.Integer({ minimum: 1 }),
    range: Type.Array(Type.String({ pattern: "^[0-9a-f]{64}$" }), { minItems: 1, maxItems: 53 }),
  },
  closed,
);

/** The statement about one run, as it is signed: an in-toto Statement v1 with Rollcall's predicate. */
export type RunManifest = Static<typeof runManifest>;

/** The same about something that is not a run. */
export type EventManifest = Static<typeof eventManifest>;

/** What one commit of the ledger says. */
export type Manifest = RunManifest | EventManifest;

/** One line of a file of entries: a `ManifestEntry` with sealed values and the salt they were sealed with. */
export type LedgerEntry = Static<typeof entry>;

/** What an entry's `secret` holds. */
export type Confidential = Static<typeof confidential>;

/** What a run was decided on: digests of the input files and of the live state, and what policy knew of the plan as a whole. */
export type Basis = Static<typeof basis>;

/** Detached signatures over a manifest: DSSE, and SSHSIG in the namespace `rollcall-manifest@v1`. */
export type Signatures = Static<typeof signatures>;

/** What is needed to add a run without reading the whole ledger; every verification computes it anew. */
export type State = Static<typeof state>;

/** A check that is made ready when it is first asked for. */
function lazily<T extends TSchema>(schema: T): { Check(value: unknown): value is Static<T> } {
  let validator: ReturnType<typeof Compile<T>> | null = null;
  return {
    Check(value): value is Static<T> {
      validator ??= Compile(schema);
      return validator.Check(value);
    },
  };
}

/** Checks of parsed JSON against the shapes above. */
export const shapes = {
  runId: lazily(runId),
  eventId: lazily(eventId),
  manifest: lazily(manifest),
  entry: lazily(entry),
  confidential: lazily(confidential),
  basis: lazily(basis),
  signatures: lazily(signatures),
  state: lazily(state),
} as const;

/** Schemas of the ledger's files by name, as TypeBox writes them: `manifest` stands for both kinds of records. */
export const ledgerSchemas: Readonly<Record<string, TSchema>> = {
  manifest,
  entry,
  confidential,
  basis,
  signatures,
  state,
};
