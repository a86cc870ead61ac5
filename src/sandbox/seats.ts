import type { QuotaRule } from "./dialect.ts";
import { isList, isObject, type JsonObject } from "./json.ts";
import { ScimError } from "./protocol/scim-error.ts";

/** The vendor's own count of licences, kept apart from what any client believes. */
export class Seats {
  readonly #rule: QuotaRule | null;
  readonly #taken = new Map<string, number>();

  constructor(rule: QuotaRule | null) {
    this.#rule = rule;
  }

  /** How many accounts hold each value. */
  taken(): ReadonlyMap<string, number> {
    return this.#taken;
  }

  /** Throws the vendor's refusal when the change would take a seat that is not there. */
  check(before: JsonObject | null, after: JsonObject): void {
    const rule = this.#rule;
    if (rule === null) return;
    const had = held(rule, before);
    for (const value of held(rule, after)) {
      const limit = Object.hasOwn(rule.limits, value) ? rule.limits[value] : undefined;
      if (limit === undefined || had.has(value) || (this.#taken.get(value) ?? 0) < limit) continue;
      throw new ScimError(rule.refusal, `no seat is left for ${value}: all ${limit} are taken`);
    }
  }

  /** Counts a change that happened. */
  count(before: JsonObject | null, after: JsonObject | null): void {
    if (this.#rule === null) return;
    for (const value of held(this.#rule, before)) this.#taken.set(value, (this.#taken.get(value) ?? 0) - 1);
    for (const value of held(this.#rule, after)) this.#taken.set(value, (this.#taken.get(value) ?? 0) + 1);
  }

  /** Forgets everything. */
  clear(): void {
    this.#taken.clear();
  }
}

function held(rule: QuotaRule, attributes: JsonObject | null): ReadonlySet<string> {
  const values = new Set<string>();
  if (attributes === null || (attributes["active"] === false && !rule.countsDisabled)) return values;
  const list = attributes[rule.attribute];
  for (const element of isList(list) ? list : []) {
    const value = isObject(element) ? element["value"] : undefined;
    if (typeof value === "string") values.add(value);
  }
  return values;
}
