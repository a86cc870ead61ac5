import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { RollcallError } from "../model/error.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import { type AllowedSigner, type Permission, permission } from "./allowed-signers.ts";
import { decode, encode } from "./parse.ts";
import { openCheck } from "./public-key.ts";
import type { Signer } from "./signer.ts";
import { checkSsh, signSsh } from "./sshsig.ts";

/** Namespace of the SSH signature over the record of a plan. */
export const planNamespace = "rollcall-plan@v1";

/** A record's bytes, and the SSH signature over them as `ssh-keygen -Y sign -n rollcall-plan@v1` writes it. */
export interface SignedRecord {
  readonly bytes: Uint8Array;
  readonly signature: string;
}

/** Signs a record as canonical JSON (RFC 8785). */
export async function signRecord(signer: Signer, record: PlanRecord): Promise<SignedRecord> {
  const bytes = encode(record);
  return { bytes, signature: await signSsh(signer, planNamespace, bytes) };
}

/** The record, if somebody who may sign plans at this time (milliseconds) signed it; else throws `plan-tampered`. */
export async function openRecord(
  { bytes, signature }: SignedRecord,
  trust: { readonly signers: readonly AllowedSigner[]; readonly at: number },
): Promise<{ readonly record: PlanRecord; readonly principal: string }> {
  const key = await checkSsh({ signature, namespace: planNamespace, message: bytes }, openCheck());
  if (key === null) throw tampered("its signature does not hold");
  const may = permission(trust.signers, { key, namespace: planNamespace, at: trust.at });
  if (may.kind !== "allowed") throw tampered(misses[may.kind]);
  const record = decode(bytes, shape());
  if (record === null) throw tampered("it does not follow the format of this version");
  return { record, principal: may.principal };
}

const misses: Readonly<Record<Exclude<Permission["kind"], "allowed">, string>> = {
  unknown: "its key is not in the allowed signers of the base",
  namespace: `its key may not sign in the namespace ${planNamespace}`,
  "not-yet": "its key is not valid yet",
  expired: "its key is not valid any more",
  revoked: "its key is revoked",
};

function tampered(why: string): RollcallError {
  return new RollcallError("plan-tampered", `the record of the plan does not count: ${why}; plan again with --bind`);
}

const exact = { additionalProperties: false } as const;
const text = Type.String();
const count = Type.Integer({ minimum: 0 });
const oid = Type.String({ pattern: "^[0-9a-f]{40}$" });
const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
const instant = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$" });
const asked = Type.Array(Type.Object({ from: text, count }, exact));
const verdict = Type.Union([
  ...[Type.Literal("allow"), Type.Literal("warn"), Type.Literal("needs-approval"), Type.Literal("deny")],
]);
const decision = Type.Object({ verdict, risk: Type.Number(), approvals: asked }, exact);

const schema = Type.Object(
  {
    format_version: Type.Literal("1.0"),
    organization: text,
    pullRequest: Type.Integer({ minimum: 1 }),
    head: oid,
    base: oid,
    subtrees: Type.Record(text, oid),
    roster: Type.Union([digest, Type.Null()]),
    policy: digest,
    basePolicy: digest,
    engine: text,
    live: Type.Record(text, digest),
    at: instant,
    expires: instant,
    operations: digest,
    changes: Type.Array(Type.Object({ key: text, digest, decision }, exact)),
    decision,
    approvals: asked,
    plan: digest,
  },
  exact,
);

function compile() {
  return Compile(schema);
}

/** Made ready when the first record is read. */
let ready: ReturnType<typeof compile> | null = null;

function shape(): ReturnType<typeof compile> {
  ready ??= compile();
  return ready;
}
