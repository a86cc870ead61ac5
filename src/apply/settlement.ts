import type { Change } from "../model/change.ts";
import type { Emit } from "../model/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Health } from "./health.ts";

interface Waiter {
  readonly missing: Set<string>;
  readonly wake: (result: "settled" | "stalled") => void;
  readonly refuse: (error: unknown) => void;
}

/** The outcomes of a run as they come in from every lane, each key once, and who waits for which. */
export class Settlement {
  readonly #outcomes: Map<string, Outcome>;
  readonly #total: number;
  readonly #emit: Emit;
  readonly #health: Health;
  #lanes = 0;
  #waiters: Waiter[] = [];
  #abandoned: { readonly error: unknown } | null = null;

  constructor(start: { kept: ReadonlyMap<string, Outcome>; total: number; emit: Emit; health: Health }) {
    this.#outcomes = new Map(start.kept);
    this.#total = start.total;
    this.#health = start.health;
    this.#emit = start.emit;
  }

  outcomeOf(key: string): Outcome | undefined {
    return this.#outcomes.get(key);
  }

  /** So many lanes begin. */
  enter(lanes: number): void {
    this.#lanes += lanes;
  }

  /** Takes an outcome and says so; the first of a key stands. */
  settle(change: Change, outcome: Outcome): void {
    if (this.#outcomes.has(change.key)) return;
    this.#outcomes.set(change.key, outcome);
    this.#health.note(outcome);
    const done = this.#outcomes.size;
    this.#emit({
      kind: "change-done",
      key: change.key,
      application: change.application,
      change: change.kind,
      status: outcome.status,
      done,
      total: this.#total,
    });
    for (const waiter of this.#waiters) waiter.missing.delete(change.key);
    this.#wake((waiter) => waiter.missing.size === 0, "settled");
  }

  /** Resolves `settled` once every key has an outcome, or `stalled` when every lane waits for another. */
  until(keys: readonly string[]): Promise<"settled" | "stalled"> {
    if (this.#abandoned !== null) return Promise.reject(this.#abandoned.error);
    const missing = new Set(keys.filter((key) => !this.#outcomes.has(key)));
    if (missing.size === 0) return Promise.resolve("settled");
    return new Promise((wake, refuse) => {
      this.#waiters.push({ missing, wake, refuse });
      this.#breakStall();
    });
  }

  /** A lane is over. */
  leave(): void {
    this.#lanes -= 1;
    this.#breakStall();
  }

  /** A lane cannot go on, and so can nobody who waits. */
  abandon(error: unknown): void {
    this.#abandoned ??= { error };
    for (const { refuse } of this.#waiters) refuse(error);
    this.#waiters = [];
  }

  #breakStall(): void {
    const [first] = this.#waiters;
    if (this.#waiters.length === this.#lanes) this.#wake((waiter) => waiter === first, "stalled");
  }

  #wake(isDue: (waiter: Waiter) => boolean, result: "settled" | "stalled"): void {
    const due = this.#waiters.filter(isDue);
    this.#waiters = this.#waiters.filter((waiter) => !isDue(waiter));
    for (const { wake } of due) wake(result);
  }
}
