import type { Milliseconds } from "./instant.ts";
import type { Source } from "./source.ts";

/** A thing one application can grant. */
export interface Entitlement {
  readonly application: string;
  readonly type: "group" | "role" | "license";
  readonly value: string;
}

/** One row of birthright conditions: every attribute must have one of the listed values. */
export interface BirthrightRule {
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  readonly at: Source;
}

/** What a role gives: an entitlement, or a seat of a pool. */
export type RoleGrant =
  | { readonly kind: "entitlement"; readonly entitlement: Entitlement; readonly at: Source }
  | { readonly kind: "seat"; readonly pool: string; readonly at: Source };

/** A named bundle of entitlements and seats (NIST RBAC). */
export interface Role {
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  /** 0 (harmless) to 100. */
  readonly risk: number;
  /** Held by everybody whom one of these rows describes; empty means on request only. */
  readonly birthright: readonly BirthrightRule[];
  readonly grants: readonly RoleGrant[];
  /** Roles that the same person must not hold (separation of duties). */
  readonly excludes: readonly string[];
  /** Longest assignment; null means no limit. Birthright holders are not bound by it. */
  readonly maxDuration: Milliseconds | null;
  readonly at: Source;
}
