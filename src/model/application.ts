import type { Milliseconds } from "./instant.ts";
import type { Source } from "./source.ts";

/** A reference to a secret, `${env:NAME}` or `${file:PATH}`; the secret itself is never in a model value. */
export interface SecretReference {
  readonly kind: "env" | "file";
  readonly name: string;
}

/** How calls to an application prove who is calling. */
export type Authentication = { readonly kind: "bearer"; readonly token: SecretReference } | { readonly kind: "none" };

/** What becomes of the account of somebody who has left. */
export type LeaverRule = { readonly kind: "disable" } | { readonly kind: "delete"; readonly after: Milliseconds };

/** Who must keep access whatever the plan says. */
interface Protection {
  readonly admins: { readonly group: string; readonly atLeast: number } | null;
  readonly people: readonly string[];
}

/** A target of provisioning: a SaaS, an identity provider, a directory. */
export interface Application {
  readonly name: string;
  readonly connector: string;
  readonly profile: string;
  /** Base URL, or a reference to it. */
  readonly url: string | SecretReference;
  readonly authentication: Authentication;
  readonly limits: { readonly perSecond: number; readonly concurrency: number };
  readonly leaver: LeaverRule;
  /** Accounts and members that carry no mark of ours. */
  readonly unmanaged: "report" | "adopt" | "remove";
  /** Accounts that carry an id which is on the roster no more. */
  readonly orphans: "disable" | "report";
  readonly protect: Protection;
  readonly at: Source;
}
