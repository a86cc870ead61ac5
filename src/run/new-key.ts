import { generateSshKey } from "../audit/ssh-key.ts";

/** A fresh key that signs a ledger, and the line that lets others check it. */
export interface LedgerKey {
  /** In OpenSSH's format. */
  readonly privateKey: string;
  /** A line for the file of allowed signers. */
  readonly allowedSigner: string;
}

/** Makes an ed25519 key: for the demo and for tests; people use `ssh-keygen`. */
export function newLedgerKey(principal: string): LedgerKey {
  const { privateKey, publicKey } = generateSshKey(principal);
  return { privateKey, allowedSigner: `${principal} namespaces="git,rollcall-manifest@v1" ${publicKey}\n` };
}
