import type { SecretReference } from "./application.ts";
import type { Retention } from "./hold.ts";

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
  /** Path of the head of the ledger that main keeps, relative to the root. */
  readonly anchor: string;
  /** Who must have cosigned a checkpoint before it counts. */
  readonly witnesses: WitnessSettings;
  /** Address of a time-stamp authority (RFC 3161), or a reference to it; left out: there is none. */
  readonly timestamp?: string | SecretReference;
  /** Remote to push to; null keeps the ledger local. */
  readonly remote: string | null;
  /** How values of people are kept encrypted; left out: the ledger keeps their digests alone. */
  readonly personalData?: PersonalDataSettings;
  /** How long the keys of people who have left are kept; left out: for ever. */
  readonly retention?: Retention;
}

/** Verifier keys of witnesses (C2SP signed-note, `NAME+ID+KEY`), and how many of them it takes; none: 0. */
export interface WitnessSettings {
  readonly keys: readonly string[];
  readonly quorum: number;
}

/** Where the keys of people lie, and what opens them. */
export interface PersonalDataSettings {
  /** A directory outside every repository: an absolute path, or the variable that holds one. */
  readonly keys: string | SecretReference;
  readonly master: MasterKey;
}

/** A key of 32 bytes, or two programs that wrap and unwrap what they get on standard input. */
export type MasterKey =
  | { readonly kind: "key"; readonly key: SecretReference }
  | {
      readonly kind: "command";
      readonly wrap: readonly string[];
      readonly unwrap: readonly string[];
      /** Names of the variables that the programs see, besides PATH and HOME. */
      readonly environment: readonly string[];
    };
