import type { ChangeKind } from "../../src/model/change.ts";
import type { Dice } from "./dice.ts";

/** What a request is about. */
export type RequestKind = "read" | ChangeKind;

/** Kinds of requests that a SCIM connector makes: it has no call for ending sessions. */
export const requestKinds = [
  ...(["read", "create-account", "update-account", "disable-account", "enable-account", "delete-account"] as const),
  ...(["grant", "revoke", "assign-seat", "release-seat"] as const),
] satisfies readonly RequestKind[];

const anywhere = [
  ...([
    "reset-before",
    "connection-refused",
    "500-before",
    "503",
    "503-retry-after",
    "429-seconds",
    "429-date",
  ] as const),
  ...([
    "429-past",
    "429-bare",
    "429-huge",
    "timeout-before",
    "slow",
    "truncated",
    "wrong-type",
    "html",
    "redirect",
  ] as const),
  ...(["401-from-here", "rollback"] as const),
];
const onReads = ["stale", "regress", "cut-listing"] as const;
const onWrites = [
  "reset-after",
  "500-after",
  "timeout-after",
  "twice",
  "late",
  "conflict-409",
  "forestalled",
  "ignored",
] as const;
const onExisting = ["412", "edited", "gone", "id-reuse"] as const;
const onBulk = ["bulk-in-part", "bulk-untold"] as const;
const onSeats = ["quota-taken"] as const;

/** What may happen to one request. */
export const requestFaults = [...anywhere, ...onReads, ...onWrites, ...onExisting, ...onSeats, ...onBulk];
/** See {@link requestFaults}. */
export type RequestFault = (typeof requestFaults)[number];

/** What may happen to a host, a process, its disk, its clock, or its remote. */
export const hostFaults = [
  ...(["kill", "power-cut", "terminate", "disk-full", "broken-sync", "clock-forward", "clock-back"] as const),
  ...(["runner-lost", "zombie", "zombie-elsewhere", "second-applier", "second-elsewhere"] as const),
  ...(["push-rejected", "push-lost", "git-unreachable"] as const),
];
/** See {@link hostFaults}. */
export type HostFault = (typeof hostFaults)[number];

/** One line of a script of faults. */
export type Fault =
  /** Hits the n-th request of a kind, from 1, over all applications and lives; of those about bulk, the n-th bulk request. */
  | { readonly kind: "request"; readonly what: RequestFault; readonly on: RequestKind; readonly nth: number }
  /** Hits a life (from 1) at one of its steps. */
  | { readonly kind: "host"; readonly what: HostFault; readonly life: number; readonly step: number }
  /** Hits the life that is applying so many steps (from 1) after the n-th request of a kind. */
  | {
      readonly kind: "strike";
      readonly what: HostFault;
      readonly on: RequestKind;
      readonly nth: number;
      readonly after: number;
    };

/** Whether a fault can happen to this kind of request at all. */
export function isPossible(what: RequestFault, on: RequestKind): boolean {
  if (includes(onReads, what)) return on === "read";
  if (includes(onWrites, what)) return on !== "read";
  if (includes(onExisting, what)) return on !== "read" && on !== "create-account";
  if (includes(onBulk, what)) return on !== "read";
  return includes(onSeats, what) ? on === "assign-seat" : true;
}

/** Whether a fault is about requests that carry several changes. */
export function isOfBulk(what: Aim["what"]): boolean {
  return includes(onBulk, what);
}

function isOfHost(what: Aim["what"]): what is HostFault {
  return includes(hostFaults, what);
}

function includes<T extends string>(list: readonly T[], text: string): boolean {
  return list.some((each) => each === text);
}

/** A fault, and the kind of request that it is to meet. */
export interface Aim {
  readonly what: RequestFault | HostFault;
  readonly on: RequestKind;
}

/** Everything that a fault can happen to, each once. */
export const meetings: readonly Aim[] = [
  ...requestFaults.flatMap((what) =>
    requestKinds.filter((on) => isPossible(what, on)).map((on): Aim => ({ what, on })),
  ),
  ...hostFaults.flatMap((what) => requestKinds.map((on): Aim => ({ what, on }))),
];

/** What seldom succeeds is tried more often; before anything was changed a host is struck often enough by itself. */
const aims = meetings.flatMap((aim) => {
  if (isOfHost(aim.what)) return aim.on === "read" ? [] : [aim];
  if (isOfBulk(aim.what)) return [aim, aim, aim];
  return aim.on === "delete-account" ? [aim, aim] : [aim];
});

/** What a story aims at: stories in a row take turns, so that everything is met as often as anything else. */
export function aimOf(seed: number): Aim {
  const aim = aims[seed % aims.length];
  if (aim === undefined) throw new RangeError(`no seed: ${seed}`);
  return aim;
}

/** A script of up to a few faults, the first of them as aimed, the others where something is likely to be hit; an empty one now and then. */
export function throwFaults(dice: Dice, aim: Aim, likely: readonly RequestKind[]): readonly Fault[] {
  const count = dice.pick([0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6]);
  const targets = [...likely, "read"] as const;
  return Array.from({ length: count }, (_, at) => {
    if (at === 0) return throwAimed(dice, aim);
    return dice.chance(0.6) ? throwRequestFault(dice, targets) : throwHostFault(dice);
  });
}

function throwAimed(dice: Dice, { what, on }: Aim): Fault {
  const nth = isOfBulk(what) ? 1 : on === "read" ? throwPlace(dice, on) : dice.pick([1, 1, 1, 1, 1, 2, 3]);
  return isOfHost(what)
    ? { kind: "strike", what, on, nth, after: 1 + dice.below(8) }
    : { kind: "request", what, on, nth };
}

function throwRequestFault(dice: Dice, targets: readonly RequestKind[]): Fault {
  const on = dice.pick(targets);
  const what = dice.pick(requestFaults.filter((fault) => isPossible(fault, on)));
  return { kind: "request", what, on, nth: throwPlace(dice, on) };
}

/** Most changes of a kind come once or twice in a story, reads dozens of times. */
function throwPlace(dice: Dice, on: RequestKind): number {
  return 1 + (on === "read" ? dice.below(40) : dice.pick([0, 0, 0, 0, 1, 1, 2]));
}

function throwHostFault(dice: Dice): Fault {
  const what = dice.pick(hostFaults);
  return { kind: "host", what, life: 1 + dice.below(3), step: 1 + Math.floor(160 * dice.fraction() ** 1.5) };
}

/** A script in words that can be pasted into a report. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case "request":
      return `${fault.what} on ${fault.on} #${fault.nth}`;
    case "host":
      return `${fault.what} in life ${fault.life} at step ${fault.step}`;
    case "strike":
      return `${fault.what} ${fault.after} steps after ${fault.on} #${fault.nth}`;
  }
}
