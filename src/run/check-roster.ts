import { type AllowedSigner, type Permission, parseAllowedSigners, permission } from "../audit/allowed-signers.ts";
import { openCheck } from "../audit/public-key.ts";
import { parseRevokedKeys } from "../audit/revoked-keys.ts";
import { checkSsh } from "../audit/sshsig.ts";
import type { Loaded } from "../desired/load.ts";
import type { RosterManifest } from "../desired/roster-manifest.ts";
import { wrong } from "../document/diagnose.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";

/** Namespace of the signature over a roster's manifest. */
export const rosterNamespace = "rollcall-roster";

/** What a roster's manifest is held against. */
export interface RosterTrust {
  /** Text of the file of allowed signers; null when there is none. */
  readonly allowedSigners: string | null;
  /** Text of the file of revoked keys; null when there is none. */
  readonly revokedKeys: string | null;
  readonly mustBeSigned: boolean;
  readonly at: Instant;
}

/** What is wrong with the signature over a roster's manifest: one that is there must hold, also where none is demanded. */
export async function checkRoster(manifest: RosterManifest | null, trust: RosterTrust): Promise<readonly Diagnostic[]> {
  if (manifest === null) return [];
  const { file, signature } = manifest;
  if (signature === null)
    return trust.mustBeSigned
      ? [refused({ code: "unsigned-manifest", file: file.path, message: "the manifest is not signed" })]
      : [];
  const bad = { code: "bad-signature", file: signature.path } as const;
  const text = new TextDecoder().decode(signature.bytes);
  const signed = { signature: text, namespace: rosterNamespace, message: file.bytes };
  const key = await checkSsh(signed, openCheck());
  if (key === null) return [refused({ ...bad, message: "the signature does not hold for the manifest" })];
  const may = permission(signersOf(trust), { key, namespace: rosterNamespace, at: Date.parse(trust.at) });
  return may.kind === "allowed" ? [] : [refused({ ...bad, message: misses[may.kind] })];
}

/** What is wrong with a roster by the demands and the signers of a base, whatever the proposal itself demands. */
export async function checkRosterBy(
  base: Pick<Loaded, "allowedSigners" | "revokedKeys"> & { readonly organization: Pick<Organization, "rosterGuard"> },
  { rosterManifest, at }: Pick<Loaded, "rosterManifest"> & { readonly at: Instant },
): Promise<readonly Diagnostic[]> {
  const { manifest } = base.organization.rosterGuard;
  if (manifest === undefined) return [];
  if (rosterManifest !== null)
    return checkRoster(rosterManifest, {
      allowedSigners: base.allowedSigners,
      revokedKeys: base.revokedKeys,
      mustBeSigned: manifest === "signed",
      at,
    });
  return [
    refused({ code: "missing-manifest", file: "rollcall.yaml", message: "the base demands a manifest of the roster" }),
  ];
}

const misses: Readonly<Record<Exclude<Permission["kind"], "allowed">, string>> = {
  unknown: "its key is not in the allowed signers",
  namespace: `its key may not sign in the namespace ${rosterNamespace}`,
  "not-yet": "its key is not valid yet",
  expired: "its key is not valid any more",
  revoked: "its key is revoked",
};

/** A file that cannot be read allows nobody here; the ledger says what is wrong with it. */
function signersOf({ allowedSigners, revokedKeys }: RosterTrust): readonly AllowedSigner[] {
  try {
    return parseAllowedSigners(allowedSigners ?? "", parseRevokedKeys(revokedKeys ?? ""));
  } catch (error) {
    if (error instanceof RollcallError) return [];
    throw error;
  }
}

function refused({ code, file, message }: { code: string; file: string; message: string }): Diagnostic {
  const hint =
    "the exporter signs with ssh-keygen -Y sign -n rollcall-roster; its key stands in policies/allowed_signers";
  return wrong({ code, at: { file, line: 1, column: 1 }, message, hint });
}
