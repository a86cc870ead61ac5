import type { Instant } from "./instant.ts";
import type { SeatSummary, Waiting } from "./plan.ts";

/** `over-quota`: more used than bought; `nearly-full`: from the pool's `alertAt` on. */
export type Compliance = "within" | "nearly-full" | "full" | "over-quota";

/** Seats of a quota at one moment; at one location either `free` or `over` is 0, over a whole pool they are sums. */
export interface SeatUse {
  readonly used: number;
  readonly free: number;
  readonly over: number;
  readonly compliance: Compliance;
}

/** One location of a pool, now and after the plan. */
export interface LocationReport {
  /** A name in the quota, or `global`. */
  readonly location: string;
  readonly quota: number;
  readonly now: SeatUse;
  readonly after: SeatUse;
  readonly waiting: number;
}

/** An account that the application counts as a seat. */
export interface SeatHolder {
  /** Null for an account of nobody on the roster. */
  readonly person: string | null;
  /** Remote id. */
  readonly account: string;
  readonly userName: string;
  /** Whether it may sign in; null when no page has shown the account. */
  readonly isActive: boolean | null;
  /** `outside`: given outside Rollcall, and stays; `leaving`: the same, and the files say that it goes. */
  readonly origin: "ours" | "outside" | "leaving";
}

/** Money a month in one currency, not rounded. */
export interface SeatCost {
  readonly currency: string;
  readonly bought: number;
  readonly used: number;
  readonly usedAfter: number;
  /** Of `bought`: nobody sits there now. */
  readonly unused: number;
  /** Of `used`: the account is disabled. */
  readonly disabled: number;
  /** Of `used`: given outside Rollcall. */
  readonly outside: number;
}

/** Somebody who sits and has not signed in for a while. */
interface IdleSeat {
  readonly person: string;
  /** null: never. */
  readonly lastUse: Instant | null;
}

/** Seats whose people have not signed in for a while, as far as there is evidence. */
export interface IdleSeats {
  readonly days: number;
  readonly seats: readonly IdleSeat[];
  /** People of whom the evidence says nothing: they are not called idle. */
  readonly unknown: number;
}

/** Seats that cost money for nothing; the same account may be in several lists. */
export interface SeatWaste {
  readonly unused: number;
  readonly disabled: readonly SeatHolder[];
  readonly outside: readonly SeatHolder[];
  /** Null where nobody knows who uses the application. */
  readonly idle: IdleSeats | null;
}

/** Seats used at the end of each day (UTC), from the day of the first run that is known to today. */
export interface SeatTrend {
  readonly points: readonly { readonly day: string; readonly used: number }[];
  /** The ledger alone does not explain today's number: seats were taken away outside Rollcall. */
  readonly hasGaps: boolean;
}

/** When a pool runs out at the pace of the last days; `perMonth` is in seats, `days` what the pace was taken from. */
export type SeatForecast =
  | { readonly kind: "full" }
  | {
      readonly kind: "too-little-known";
      readonly days: number;
      /** Days on which the number was another than the day before. */
      readonly moves: number;
      /** What it takes of both. */
      readonly needs: { readonly days: number; readonly moves: number };
    }
  | { readonly kind: "not-growing"; readonly days: number; readonly perMonth: number }
  | { readonly kind: "beyond"; readonly days: number; readonly perMonth: number }
  | { readonly kind: "on"; readonly days: number; readonly perMonth: number; readonly day: string };

/** Everything about one pool whose seats could be read. */
export interface PoolReport {
  readonly pool: string;
  readonly application: string;
  readonly quota: number;
  readonly now: SeatUse;
  readonly after: SeatUse;
  readonly waiting: number;
  readonly alertAt: number;
  /** By name, the overflow last. */
  readonly locations: readonly LocationReport[];
  /** Price of one seat a month; null where the file names none. */
  readonly perSeat: number | null;
  readonly cost: SeatCost | null;
  readonly waste: SeatWaste;
  readonly trend: SeatTrend;
  readonly forecast: SeatForecast;
}

/** Seats of the people of one department; null: no department is known. */
export interface DepartmentReport {
  readonly department: string | null;
  readonly now: number;
  readonly after: number;
  readonly pools: readonly { readonly pool: string; readonly now: number; readonly after: number }[];
  /** One for each currency; seats without a price are in none. */
  readonly costs: readonly { readonly currency: string; readonly used: number; readonly usedAfter: number }[];
}

/** Licence pools at a moment: who sits there now and after the next plan, what it costs, and where it goes. */
export interface SeatReport {
  readonly organization: string;
  /** The moment that the plan is for. */
  readonly at: Instant;
  /** When the applications were read: the last day of the trend. */
  readonly readAt: Instant;
  readonly seats: readonly SeatSummary[];
  readonly waiting: readonly Waiting[];
  readonly pools: readonly PoolReport[];
  /** Pools of which the application does not tell who sits there. */
  readonly unknown: readonly { readonly pool: string; readonly application: string; readonly quota: number }[];
  readonly departments: readonly DepartmentReport[];
  /** One for each currency, over all pools that have a price. */
  readonly totals: readonly SeatCost[];
}
