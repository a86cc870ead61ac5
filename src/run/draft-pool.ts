import { placeText, quoted } from "../document/diagnose.ts";
import { parseRatio } from "../document/instant.ts";
import { didYouMean } from "../document/nearest.ts";
import type { ValuePath } from "../document/parsed.ts";
import { NotEditable, setValue } from "../document/yaml-edit.ts";
import { RollcallError } from "../model/error.ts";
import type { Organization } from "../model/organization.ts";
import type { LicensePool } from "../model/pool.ts";
import { attributeOf } from "../plan/birthright.ts";
import { poolEffect } from "../plan/pool-effect.ts";
import { type Draft, openBase, settleDraft, textAt } from "./draft-edits.ts";
import type { FilesWorld } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** A pool, and what is to be set in its file: `quota.eu=9`, `overflow=2`, `alertAt=80%`. */
export interface PoolWish {
  readonly pool: string;
  readonly settings: readonly string[];
}

/** One setting, read. */
interface Setting {
  readonly path: ValuePath;
  readonly value: string | number;
}

/** Values of `pools/POOL.yaml` set; writes nothing. Throws `input-invalid` for what no pool has, and for numbers that are none. */
export async function draftPool(world: FilesWorld, scope: Scope, wish: PoolWish): Promise<Draft> {
  const base = await openBase(world, scope);
  if (base.kind === "invalid") return base;
  const pool = poolNamed(base.organization, wish.pool);
  const settings = wish.settings.map((text) => settingOf(text, { pool, organization: base.organization }));
  refuseTwice(settings);
  const path = pool.at.file;
  const before = (await textAt(base.tree, path)) ?? "";
  const after = settings.reduce((text, setting) => withSetting(text, pool, setting), before);
  if (after === before) return { kind: "unchanged", remarks: [`${path} says so already`] };
  const draft = {
    edits: [{ path, before, after }],
    title: `Set ${wish.settings.join(", ")} of the pool ${pool.name}`,
    reason: null,
    topic: { words: ["pool", pool.name], wish: { pool: pool.name, settings: wish.settings } },
    remarks: [],
  };
  return settleDraft(base, draft, (next) =>
    poolEffect(pool.name, { before: base.organization, after: next, at: base.at }),
  );
}

function poolNamed({ pools }: Organization, name: string): LicensePool {
  const found = pools.find((pool) => pool.name === name);
  if (found !== undefined) return found;
  const names = pools.map((pool) => pool.name);
  const hint = didYouMean(name, names) ?? `there are: ${names.join(", ")}`;
  throw new RollcallError("input-invalid", `there is no pool ${quoted(name)}: ${hint}`);
}

const wholeKeys: Readonly<Record<string, ValuePath>> = {
  overflow: ["quota", "global"],
  "reserve.seats": ["reserve", "seats"],
};

const keys = ["quota.LOCATION", "overflow", "alertAt", "whenFull", "reserve.seats", "cost.perSeat"];

function settingOf(text: string, of: { readonly pool: LicensePool; readonly organization: Organization }): Setting {
  const split = text.lastIndexOf("=");
  const [key, value] = [text.slice(0, Math.max(0, split)), text.slice(split + 1)];
  if (split < 1 || value === "") return refuse(`${quoted(text)} sets nothing: write KEY=VALUE, such as quota.eu=9`);
  if (key.startsWith("quota.")) {
    const location = key.slice("quota.".length);
    refuseUnlessLocation(location, of);
    return { path: ["quota", location], value: wholeNumber(key, value) };
  }
  const path = wholeKeys[key];
  if (path !== undefined) return { path, value: wholeNumber(key, value) };
  switch (key) {
    case "alertAt":
      return { path: [key], value: ratio(value) };
    case "whenFull":
      if (value !== "wait" && value !== "deny") refuse(`${key}=${value}: write wait or deny`);
      return { path: [key], value };
    case "cost.perSeat":
      if (!/^\d{1,7}(\.\d{1,4})?$/.test(value)) refuse(`${key}=${value} is no price: write 22.5`);
      return { path: ["cost", "perSeat"], value: Number(value) };
    default:
      return refuse(`${quoted(key)} cannot be set: ${didYouMean(key, keys) ?? `what can is ${keys.join(", ")}`}`);
  }
}

function wholeNumber(key: string, value: string): number {
  const isWhole = /^(0|[1-9]\d{0,7})$/.test(value) && Number(value) <= 10_000_000;
  return isWhole
    ? Number(value)
    : refuse(`${key}=${value} is no number of seats: write a whole number from 0 to 10000000`);
}

/** As it was written: `90%` stays `90%`. */
function ratio(value: string): string | number {
  const number = /^(0|1|[01]?\.\d{1,6})$/.test(value) ? Number(value) : value;
  return parseRatio(number) === null
    ? refuse(`alertAt=${value} is no ratio: write 80%, or a number from 0 to 1`)
    : number;
}

/** A quota of a location that nobody is at is a slip more often than not. */
function refuseUnlessLocation(
  location: string,
  { pool, organization }: { readonly pool: LicensePool; readonly organization: Organization },
): void {
  const known = new Set([...Object.keys(pool.quota), "global"]);
  for (const person of organization.people) {
    const own = attributeOf(person, pool.quotaBy);
    if (own !== undefined && own !== "") known.add(own);
  }
  if (known.has(location)) return;
  const hint = didYouMean(location, known) ?? `${placeText(pool.at)} counts by ${pool.quotaBy}`;
  refuse(`nobody is at ${quoted(location)}, and the quota has no such location: ${hint}`);
}

function refuseTwice(settings: readonly Setting[]): void {
  const paths = settings.map(({ path }) => path.join("."));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) refuse(`${twice} is set twice`);
}

function withSetting(text: string, pool: LicensePool, { path, value }: Setting): string {
  try {
    return setValue(text, path, { value });
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
    return refuse(`${placeText(pool.at)}: ${path.join(".")} cannot be set here: ${error.message}`);
  }
}

function refuse(message: string): never {
  throw new RollcallError("input-invalid", message);
}
