import type { SecretReference } from "./application.ts";

/** Who signs the ledger: a key that Rollcall reads, one that an SSH agent holds, or one that a program signs with. */
export type SignerSettings =
  | { readonly kind: "ssh"; readonly key: SecretReference }
  | {
      readonly kind: "agent";
      /** On one line, as SSH writes it; its comment is who signs. */
      readonly publicKey: string;
      /** Path of the agent's socket, or the variable that holds it. */
      readonly socket: string | SecretReference;
    }
  | {
      readonly kind: "command";
      /** Program and arguments; no shell reads them. */
      readonly command: readonly string[];
      readonly publicKey: string;
      /** Names of the variables that the program gets, besides PATH. */
      readonly environment: readonly string[];
    };

/** Where the ledger lives and who signs it. */
export interface AuditSettings {
  /** Branch without `refs/heads/`. */
  readonly branch: string;
  readonly signer: SignerSettings | null;
  /** Path of the allowed signers (OpenSSH format), relative to the root. */
  readonly allowedSigners: string;
  /** Path of the revoked keys (one public key a line), relative to the root. */
  readonly revoked: string;
  /** Remote to push to; null keeps the ledger local. */
  readonly remote: string | null;
}
