import type { ValuePath } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { AuditSettings, SignerSettings, WitnessSettings } from "../model/audit-settings.ts";
import type { Retention } from "../model/hold.ts";
import type { auditSchema, signerSchema } from "./config-audit-schema.ts";
import { readPersonalData } from "./config-personal-data.ts";
import { readUrl } from "./config-url.ts";
import { type Conversion, checkPath, refuse } from "./conversion.ts";
import { parseReference, readSecret } from "./reference-text.ts";

type WrittenAudit = Written<typeof auditSchema>;
type WrittenSigner = Written<typeof signerSchema>;

/** `audit` of `rollcall.yaml`, with what holds when it is left out. */
export function readAudit(conversion: Conversion, written: WrittenAudit = {}): AuditSettings {
  const allowedSigners = written.allowedSigners ?? "policies/allowed_signers";
  checkPath(conversion, ["audit", "allowedSigners"], allowedSigners);
  const revoked = written.revoked ?? besides(allowedSigners, "revoked_keys");
  checkPath(conversion, ["audit", "revoked"], revoked);
  const anchor = written.anchor ?? "audit/anchor.json";
  checkPath(conversion, ["audit", "anchor"], anchor);
  const personalData = written.personalData === undefined ? null : readPersonalData(conversion, written.personalData);
  return {
    branch: written.branch ?? "rollcall/audit",
    signer: written.signer === undefined ? null : readSigner(conversion, ["audit", "signer"], written.signer),
    allowedSigners,
    revoked,
    anchor,
    witnesses: readWitnesses(conversion, written),
    ...(written.timestamp === undefined
      ? {}
      : { timestamp: readUrl(conversion, ["audit", "timestamp"], written.timestamp) }),
    remote: written.remote ?? null,
    ...(personalData === null ? {} : { personalData }),
    ...(written.retention === undefined ? {} : { retention: readRetention(written.retention) }),
  };
}

/** `7y` or `2555d`, as the schema has it. */
function readRetention(written: string): Retention {
  return { count: Number(written.slice(0, -1)), unit: written.endsWith("y") ? "years" : "days" };
}

function readWitnesses(
  conversion: Conversion,
  { witnesses: keys = [], quorum = keys.length }: WrittenAudit,
): WitnessSettings {
  if (quorum > keys.length) {
    refuse(conversion, ["audit", "quorum"], {
      code: "too-few-witnesses",
      message: `${quorum} witnesses are asked for, and ${keys.length} are named`,
      hint: "name more under audit.witnesses, or ask for fewer",
    });
  }
  return { keys, quorum };
}

function besides(path: string, name: string): string {
  return [...path.split("/").slice(0, -1), name].join("/");
}

function readSigner(conversion: Conversion, path: ValuePath, written: WrittenSigner): SignerSettings | null {
  const { ssh, agent, command, publicKey } = written;
  const kinds = Object.entries({ ssh, agent, command }).filter(([, value]) => value !== undefined);
  if (kinds.length !== 1) {
    refuse(conversion, path, {
      code: "signer-shape",
      message: `audit.signer has ${kinds.length === 0 ? "none" : kinds.map(([name]) => name).join(" and ")} of ssh, agent and command`,
      hint: "give exactly one of them",
    });
    return null;
  }
  if (ssh !== undefined) return readKey(conversion, [...path, "ssh"], ssh);
  if (agent !== undefined) return readAgent(conversion, [...path, "agent"], agent);
  const key = readPublicKey(conversion, [...path, "publicKey"], publicKey ?? "");
  if (command === undefined || key === null) return null;
  return { kind: "command", command, publicKey: key, environment: written.environment ?? [] };
}

function readKey(conversion: Conversion, path: ValuePath, written: string): SignerSettings | null {
  const key = readSecret(conversion, path, written);
  return key === null ? null : { kind: "ssh", key };
}

function readAgent(
  conversion: Conversion,
  path: ValuePath,
  { publicKey, socket }: NonNullable<WrittenSigner["agent"]>,
): SignerSettings | null {
  const key = readPublicKey(conversion, [...path, "publicKey"], publicKey);
  if (key === null) return null;
  const place = socket === undefined ? ({ kind: "env", name: "SSH_AUTH_SOCK" } as const) : parseReference(socket);
  return { kind: "agent", publicKey: key, socket: place ?? socket ?? "" };
}

/** Null, and noted, for anything else; what stands there is not repeated, because it may be the other half. */
function readPublicKey(conversion: Conversion, path: ValuePath, written: string): string | null {
  const line = written.trim();
  if (/^(ssh-ed25519|ecdsa-sha2-nistp256) [A-Za-z0-9+/]+={0,2}( [^\p{Cc}]*)?$/u.test(line)) return line;
  refuse(conversion, path, {
    code: "bad-public-key",
    message: "this is no public key that can sign the ledger",
    hint: "copy the one line of the .pub file: ssh-ed25519 AAAA… or ecdsa-sha2-nistp256 AAAA…",
  });
  return null;
}
