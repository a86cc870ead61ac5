import { doubtful, placeText, quoted, wrong } from "../../document/diagnose.ts";
import { didYouMean } from "../../document/nearest.ts";
import { entitlementKey } from "../../model/entitlement-key.ts";
import type { Entitlement } from "../../model/role.ts";
import type { Source } from "../../model/source.ts";
import { checkAttribute, checkConditions } from "../conditions.ts";
import type { PoolFile } from "../pool-file.ts";
import type { Rule } from "../written.ts";

/** A pool is in an application. */
export const poolApplicationsAreKnown: Rule = ({ pools, settings, applicationNames }) =>
  pools.flatMap(({ pool, document }) => {
    const { application } = pool.seat;
    if (settings === null || applicationNames.has(application)) return [];
    const message = `there is no application ${quoted(application)}`;
    const hint = didYouMean(application, applicationNames) ?? "add it to rollcall.yaml";
    return [wrong({ code: "unknown-application", at: document.at(["application"]), message, hint })];
  });

/** Two pools that count the same thing would both be wrong. */
export const seatsAreCountedOnce: Rule = ({ pools }) => {
  const first = new Map<string, PoolFile>();
  return pools.flatMap((file) => {
    const other = first.get(seatKey(file.pool.seat));
    if (other === undefined) {
      first.set(seatKey(file.pool.seat), file);
      return [];
    }
    const message = `the pool ${quoted(other.pool.name)} counts the same seats (${placeText(other.pool.at)})`;
    return [wrong({ code: "shared-seat", at: file.document.at(["seat"]), message, hint: "keep one pool for them" })];
  });
};

/** What a pool counts is granted through the pool; otherwise its quota would bind nobody. */
export const seatsComeFromPools: Rule = ({ pools, roles }) => {
  const poolOf = new Map(pools.map(({ pool }) => [seatKey(pool.seat), pool.name]));
  return roles.flatMap(({ role }) =>
    role.grants.flatMap((grant) => {
      const pool = grant.kind === "entitlement" ? poolOf.get(seatKey(grant.entitlement)) : undefined;
      if (pool === undefined) return [];
      const message = `the pool ${quoted(pool)} counts this, and the grant goes past its quota`;
      return [wrong({ code: "seat-past-pool", at: grant.at, message, hint: `write { pool: ${pool} }` })];
    }),
  );
};

/** A quota goes by a column of the roster, and its locations are somebody's. */
export const locationsAreHeld: Rule = (written) =>
  written.pools.flatMap(({ pool, document }) => {
    const { roster } = written;
    const locations = Object.keys(pool.quota);
    if (roster === null || locations.length === 0) return [];
    if (!roster.attributes.includes(pool.quotaBy)) {
      const at = document.at(["quotaBy"]);
      const message = `the roster has no column ${quoted(pool.quotaBy)} for the quota to go by`;
      const hint = didYouMean(pool.quotaBy, roster.attributes) ?? `use one of: ${roster.attributes.join(", ")}`;
      return [wrong({ code: "unknown-attribute", at, message, hint })];
    }
    const held = written.valuesOf(pool.quotaBy);
    return locations.flatMap((location) => {
      if (held.has(location)) return [];
      const message = `nobody's ${pool.quotaBy} is ${quoted(location)}, so that these seats are never taken`;
      const hint = (held.size > 5_000 ? null : didYouMean(location, held)) ?? "check how the roster spells it";
      return [doubtful({ code: "unheld-location", at: document.keyAt(["quota", location]), message, hint })];
    });
  });

/** Seats can be taken over only between locations that have a quota of their own. */
export const failoversArePossible: Rule = ({ pools }) =>
  pools.flatMap(({ pool, document }) => {
    const known = Object.keys(pool.quota);
    const check = (location: string, at: Source) => {
      if (Object.hasOwn(pool.quota, location)) return [];
      const message = `${quoted(location)} has no quota of its own`;
      const hint = didYouMean(location, known) ?? `use one of: ${known.join(", ")}`;
      return [wrong({ code: "unknown-location", at, message, hint })];
    };
    return Object.entries(pool.failover).flatMap(([location, others]) => [
      ...check(location, document.keyAt(["failover", location])),
      ...others.flatMap((other, index) => {
        const at = document.at(["failover", location, index]);
        if (other !== location) return check(other, at);
        const message = `${quoted(location)} cannot take over its own seats`;
        return [wrong({ code: "failover-to-itself", at, message, hint: "name another location, or leave it out" })];
      }),
    ]);
  });

/** Priorities, exceptions and eligibility speak of roles and columns that exist. */
export const poolConditionsArePossible: Rule = (written) =>
  written.pools.flatMap(({ pool, document }) => {
    const priorities = pool.priority.flatMap((rule, index) => {
      const path = ["priority", index];
      if (rule.kind === "attribute") {
        return checkAttribute(written, rule.attribute, { document, path, allowsStatus: true }) ?? [];
      }
      if (written.roleNames.has(rule.role)) return [];
      const message = `there is no role ${quoted(rule.role)}`;
      const hint = didYouMean(rule.role, written.roleNames) ?? `write roles/${rule.role}.yaml`;
      return [wrong({ code: "unknown-role", at: document.at([...path, "role"]), message, hint })];
    });
    const exceptions = (pool.reclaim?.except ?? []).flatMap((conditions, index) =>
      checkConditions(written, { conditions, document, path: ["reclaim", "except", index], allowsStatus: true }),
    );
    const eligible = (pool.eligible ?? []).flatMap((conditions, index) =>
      checkConditions(written, { conditions, document, path: ["eligible", index], allowsStatus: false }),
    );
    const kept = pool.protected.flatMap((conditions, index) =>
      checkConditions(written, { conditions, document, path: ["protected", index], allowsStatus: true }),
    );
    return [...priorities, ...exceptions, ...eligible, ...kept];
  });

function seatKey(entitlement: Entitlement): string {
  return `${entitlement.application} ${entitlementKey(entitlement)}`;
}
