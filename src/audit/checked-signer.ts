import { RollcallError } from "../model/error.ts";
import { principalOf } from "./principal.ts";
import { openCheck } from "./public-key.ts";
import { keyOfLine, lineOf, type Signer } from "./signer.ts";

/**
 * A signer whose key lies elsewhere, by the line of its public key, whose comment is the principal. Every signature is
 * checked before it is used: what another key has signed would break the ledger.
 */
export function checkedSigner(publicKeyLine: string, sign: Signer["sign"]): Signer {
  const key = keyOfLine(publicKeyLine);
  const check = openCheck();
  return {
    principal: principalOf(publicKeyLine.trim().split(/\s+/).slice(2).join(" ")),
    publicKey: lineOf(key),
    sign: async (bytes) => {
      const signature = await sign(bytes);
      if (await check(key, bytes, signature)) return signature;
      const hint = "it must be 64 bytes of Ed25519, or ECDSA over SHA-256 in DER, by the key of publicKey";
      throw new RollcallError("signer-unavailable", `what the signer gave is no signature by its public key: ${hint}`);
    },
  };
}
