import type { Account } from "../../model/access.ts";
import type { Change } from "../../model/change.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { ReadWish } from "../connector.ts";
import { attributePath } from "./attribute-path.ts";
import type { ScimClient } from "./client.ts";
import { projectionOf, type Reading, supported } from "./convert.ts";
import type { JsonObject } from "./json.ts";
import type { ListWish } from "./page.ts";
import type { Profile } from "./profile.ts";

/** What one open SCIM connector knows and uses. */
export interface ScimContext {
  readonly application: string;
  readonly client: ScimClient;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly random: Random;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly memory: Memory;
}

/** What was learned on the way, for as long as the connector is open. */
export interface Memory {
  /** Remote id by person. */
  readonly ids: Map<string, string>;
  /** Remote ids of accounts that this connector made: they are in no group but those in `touched`. */
  readonly made: Set<string>;
  /** Remote ids by group of accounts whose membership this connector has written. */
  readonly touched: Map<string, Set<string>>;
  /** userName by remote id of accounts that this connector gave another one. */
  readonly renamed: Map<string, string>;
  /** Changes by remote id that were read back as they should be, where an account or a list is written as a whole and has no version. */
  readonly proven: Map<string, readonly Change[]>;
  /** Remote id of a group by its name. */
  readonly groups: Map<string, string>;
  /** Most operations of a bulk request, as it was learned from a refusal; null before there was one. */
  bulkMost: number | null;
  /** Bulk has failed as such: every write goes by itself from then on. */
  isBulkOff: boolean;
  /** Accounts that the last listing counted; null before there was one. */
  accounts: number | null;
}

/** An account as it was just looked at, with the resource that it was read from. */
export interface LiveUser {
  readonly account: Account & { readonly id: string };
  readonly user: JsonObject;
}

/** What a look found; `unknown` is never taken for absent. */
export type Look =
  | { readonly kind: "found"; readonly live: LiveUser }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reason: string; readonly halt: boolean };

/** Nothing is known yet. */
export function emptyMemory(): Memory {
  return {
    ids: new Map(),
    made: new Set(),
    touched: new Map(),
    renamed: new Map(),
    proven: new Map(),
    groups: new Map(),
    ...{ bulkMost: null, isBulkOff: false, accounts: null },
  };
}

/** How accounts are read when these attributes count; all that the profile has by default. */
export function readingOf(
  context: ScimContext,
  wish: Pick<ReadWish, "attributes" | "lastSignIn"> = { attributes: context.profile.attributes },
): Reading {
  const { application, profile } = context;
  const lastSignIn = wish.lastSignIn === undefined ? null : attributePath(wish.lastSignIn);
  return { application, profile, attributes: supported(profile, wish.attributes), lastSignIn };
}

/** What a listing of accounts asks for: where a whole account will be put back, all of it. */
export function usersWish(reading: Reading): ListWish {
  const { projection, update } = reading.profile;
  const isEnough = projection && update.verb === "PATCH";
  return { path: "/Users", query: {}, ...(isEnough ? { attributes: projectionOf(reading) } : {}) };
}
