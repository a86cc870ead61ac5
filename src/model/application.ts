import type { GuardLimits } from "./guard-limits.ts";
import type { Milliseconds } from "./instant.ts";
import type { Source } from "./source.ts";

/** A reference to a secret, `${env:NAME}` or `${file:PATH}`; the secret itself is never in a model value. */
export interface SecretReference {
  readonly kind: "env" | "file";
  readonly name: string;
}

/** How calls to an application prove who is calling. */
export type Authentication =
  | { readonly kind: "bearer"; readonly token: SecretReference }
  | ({ readonly kind: "oauth" } & OauthClient)
  | { readonly kind: "none" };

/** A client that is given access tokens for its own account (client credentials, RFC 6749 section 4.4). */
export interface OauthClient {
  readonly tokenUrl: string | SecretReference;
  readonly clientId: string | SecretReference;
  readonly proof: ClientProof;
  readonly scope: string | null;
  readonly audience: string | null;
  /** How the token endpoint is reached; null as anybody reaches it. */
  readonly tls: TlsSettings | null;
}

/** What shows the token endpoint that the client is who it says (RFC 6749 section 2.3.1, RFC 7523 section 2.2). */
export type ClientProof =
  | { readonly kind: "secret"; readonly secret: SecretReference; readonly method: "basic" | "post" }
  | {
      readonly kind: "private-key";
      readonly key: SecretReference;
      readonly keyId: string | null;
      /** null: the one that fits the key. */
      readonly algorithm: SigningAlgorithm | null;
    };

/** Names of RFC 7518 section 3.1 and RFC 8037 section 3.1. */
export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/** What TLS connections show and believe, all of it PEM. */
export interface TlsSettings {
  /** Shown to the server, with its key; null: nothing is shown. */
  readonly client: { readonly certificate: SecretReference; readonly privateKey: SecretReference } | null;
  /** The only authorities that are believed; null: those that Node knows. */
  readonly ca: SecretReference | null;
}

/** What becomes of the account of somebody who has left. */
export type LeaverRule = { readonly kind: "disable" } | { readonly kind: "delete"; readonly after: Milliseconds };

/** Who must keep access whatever the plan says. */
interface Protection {
  readonly admins: { readonly group: string; readonly atLeast: number } | null;
  readonly people: readonly string[];
}

/** A file that tells who signed in and when last, and what its columns are called. */
export interface SignInFile {
  readonly kind: "file";
  readonly path: string;
  readonly maxAge: Milliseconds;
  readonly columns: { readonly userName: string; readonly lastSignIn: string };
}

/** Where it is told who signed in and when last. */
export type SignInSource =
  | SignInFile
  /** By the accounts of the application themselves: an attribute in the notation of RFC 7644 section 3.10. */
  | { readonly kind: "attribute"; readonly attribute: string };

/** A target of provisioning: a SaaS, an identity provider, a directory. */
export interface Application {
  readonly name: string;
  readonly connector: string;
  readonly profile: string;
  /** Base URL, or a reference to it. */
  readonly url: string | SecretReference;
  readonly authentication: Authentication;
  /** Whether it may be at a private address; left out, it may not, unless its host is this machine. */
  readonly network?: "public" | "private";
  /** Left out: TLS as everybody does it. */
  readonly tls?: TlsSettings;
  /** `learns`: nobody knows the limit, and `perSecond` is where finding it out begins. */
  readonly limits: { readonly perSecond: number; readonly concurrency: number; readonly learns?: true };
  readonly leaver: LeaverRule;
  /** Accounts and members that carry no mark of ours. */
  readonly unmanaged: "report" | "adopt" | "remove";
  /** Accounts that carry an id which is on the roster no more. */
  readonly orphans: "disable" | "report";
  readonly protect: Protection;
  /** Left out: no limit but that of the roster's `maxDrop`. */
  readonly guard?: GuardLimits;
  /** Left out: nobody knows who uses it. */
  readonly signIns?: SignInSource;
  readonly at: Source;
}
