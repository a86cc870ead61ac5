import type { Batch, Connector, Inspected } from "../../src/connectors/connector.ts";
import type { Change, ChangeKind } from "../../src/model/change.ts";
import { entitlementKey } from "../../src/model/entitlement-key.ts";
import { RollcallError } from "../../src/model/error.ts";
import type { Outcome, OutcomeStatus } from "../../src/model/outcome.ts";
import type { AccessPage, ListingVerdict } from "../../src/model/page.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { instantOf } from "../../src/ports/clock.ts";
import type { Step } from "./fake-disk.ts";

/**
 * What goes wrong with a change. `refused`, `failed`: no effect, and the connector says so. `lost-reply`: the effect is
 * there, and the connector throws. `throws`: no effect, and the connector throws. `silent`: no effect and no outcome.
 */
export type Fault = "refused" | "failed" | "unverified" | "lost-reply" | "throws" | "silent";

const ended: Readonly<Partial<Record<Fault, OutcomeStatus>>> = { refused: "refused", failed: "failed" };

/** The far side of one application: what it holds, and every change that it really made, in order. */
export class FakeService {
  /** By person and what is held: `e1 account`, `e1 group:x`, `e1 seat:ide`. */
  readonly facts: Set<string>;
  /** Keys of changes that altered something here. */
  readonly effects: string[] = [];
  /** Most seats of a pool that were ever taken at once. */
  readonly peak = new Map<string, number>();
  #accounts = 0;

  constructor(facts: Iterable<string> = []) {
    this.facts = new Set(facts);
    for (const fact of this.facts) this.#count(fact);
  }

  /** Whether the change would alter nothing. */
  isDone(change: Change): boolean {
    return targets(change).every(([fact, wanted]) => this.facts.has(fact) === wanted);
  }

  make(change: Change): void {
    for (const [fact, wanted] of targets(change)) {
      if (wanted) this.facts.add(fact);
      else this.facts.delete(fact);
      if (wanted) this.#count(fact);
    }
    this.effects.push(change.key);
  }

  newAccountId(): string {
    this.#accounts += 1;
    return `new-${this.#accounts}`;
  }

  #count(fact: string): void {
    const [, pool] = fact.split(" seat:");
    if (pool === undefined) return;
    const used = [...this.facts].filter((other) => other.endsWith(` seat:${pool}`)).length;
    this.peak.set(pool, Math.max(used, this.peak.get(pool) ?? 0));
  }
}

/** The facts that a change wants to be so, or not to be so. */
export function targets(change: Change): readonly (readonly [string, boolean])[] {
  const who = change.person ?? change.userName;
  switch (change.kind) {
    case "create-account":
      return [[`${who} account`, true]];
    case "delete-account":
      return [[`${who} account`, false]];
    case "disable-account":
      return [[`${who} disabled`, true]];
    case "enable-account":
      return [[`${who} disabled`, false]];
    case "update-account":
      return [[`${who} ${JSON.stringify(change.after)}`, true]];
    case "grant":
    case "revoke":
      return [[`${who} ${entitlementKey(change.entitlement)}`, change.after.held]];
    case "assign-seat":
    case "release-seat":
      return [[`${who} seat:${change.pool}`, change.after.held]];
    case "end-sessions":
      return [[`${who} session`, false]];
  }
}

interface FakeConnectorOptions {
  readonly application?: string;
  readonly service?: FakeService;
  readonly clock: Clock;
  /** Called before and after each look and each write. */
  readonly step?: Step;
  readonly fault?: (change: Change) => Fault | undefined;
  /** What the call that makes an account may give it. */
  readonly carries?: ReadonlySet<"license" | "role">;
  /** Of what an account holds one. */
  readonly replaces?: ReadonlySet<"license" | "role">;
}

const everyKind: readonly ChangeKind[] = [
  "create-account",
  "update-account",
  "disable-account",
  "enable-account",
  "delete-account",
  "grant",
  "revoke",
  "assign-seat",
  "release-seat",
  "end-sessions",
];

/** A connector that looks before it writes, one change after the other, on a service in memory. */
export class FakeConnector implements Connector {
  readonly application: string;
  readonly can: ReadonlySet<ChangeKind> = new Set(everyKind);
  readonly service: FakeService;
  readonly carries: ReadonlySet<"license" | "role">;
  readonly replaces: ReadonlySet<"license" | "role">;
  /** The batches that it was asked to make. */
  readonly batches: (readonly Change[])[] = [];
  readonly #options: FakeConnectorOptions;

  constructor(options: FakeConnectorOptions) {
    this.#options = options;
    this.application = options.application ?? "chat";
    this.service = options.service ?? new FakeService();
    this.carries = options.carries ?? new Set();
    this.replaces = options.replaces ?? new Set();
  }

  async *read(): AsyncGenerator<AccessPage, ListingVerdict> {
    yield { kind: "accounts", accounts: [] };
    return { kind: "complete", accounts: 0, groups: 0 };
  }

  async apply(batch: Batch): Promise<readonly Outcome[]> {
    this.batches.push(batch.changes);
    const outcomes: Outcome[] = [];
    for (const change of batch.changes) {
      const outcome = await this.#make(change);
      if (outcome !== null) outcomes.push(outcome);
    }
    return outcomes;
  }

  async inspect(changes: readonly Change[]): Promise<readonly Inspected[]> {
    return changes.map((change) => ({ isSo: this.service.isDone(change), account: change.account }));
  }

  predict(changes: readonly Change[]): number {
    return changes.length;
  }

  async close(): Promise<void> {}

  async #make(change: Change): Promise<Outcome | null> {
    await this.#step(`look ${change.key}`);
    if (this.service.isDone(change)) return this.#outcome(change, "unchanged");
    const fault = this.#options.fault?.(change);
    if (fault === "silent") return null;
    if (fault === "throws") throw new RollcallError("application-unreachable", "the connection was refused");
    const status = fault === undefined ? undefined : ended[fault];
    if (status !== undefined) return this.#outcome(change, status);
    await this.#step(`before ${change.key}`);
    this.service.make(change);
    await this.#step(`after ${change.key}`);
    if (fault === "lost-reply") throw new RollcallError("application-unreachable", "the connection was reset");
    return this.#outcome(change, fault === "unverified" ? "unverified" : "applied");
  }

  #outcome(change: Change, status: OutcomeStatus): Outcome {
    const account = change.account ?? (change.kind === "create-account" ? this.service.newAccountId() : null);
    const reason = status === "applied" || status === "unchanged" ? null : `the fake says ${status}`;
    const at = instantOf(this.#options.clock);
    return { key: change.key, status, account, reason, reference: null, attempts: 1, recovered: false, at };
  }

  async #step(name: string): Promise<void> {
    await this.#options.step?.(name);
  }
}
