import { RollcallError } from "../model/error.ts";
import { bytesOfBase64 } from "./base64.ts";
import { publicKeyOf } from "./public-key.ts";

/**
 * Reads a file of revoked keys as `ssh-keygen -Y verify -r` takes it: one public key a line. A line that cannot be read is
 * `input-invalid`, because its key would go on to count; kinds of key that sign nothing here are left out.
 */
export function parseRevokedKeys(text: string): Buffer[] {
  if (text.startsWith("SSHKRL")) {
    const hint = "write the public keys themselves, one a line";
    throw new RollcallError(
      "input-invalid",
      `the revoked keys are a binary list (KRL), which is not read here: ${hint}`,
    );
  }
  return text.split(/\r?\n/).flatMap((line, index) => {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) return [];
    return keysOf(content, index + 1);
  });
}

function keysOf(content: string, line: number): Buffer[] {
  const [type = "", blob = ""] = content.split(/\s+/);
  const bytes = bytesOfBase64(blob) ?? Buffer.alloc(0);
  const key = publicKeyOf(bytes);
  const named = bytes.subarray(4, 4 + type.length).toString("latin1");
  if (type !== "" && named === type && (key !== null || !ours.has(type))) return key === null ? [] : [key];
  throw new RollcallError(
    "input-invalid",
    `revoked keys, line ${line}: it is not a public key such as ssh-ed25519 AAAA…`,
  );
}

const ours: ReadonlySet<string> = new Set(["ssh-ed25519", "ecdsa-sha2-nistp256"]);
