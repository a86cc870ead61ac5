import { applyPlan } from "../../src/apply/apply.ts";
import { type Journal, journalPath, openJournal, runId } from "../../src/apply/journal.ts";
import type { Change } from "../../src/model/change.ts";
import type { Event } from "../../src/model/event.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { Plan } from "../../src/model/plan.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeConnector, FakeService, type Fault, targets } from "../support/fake-connector.ts";
import { FakeDisk, type Step } from "../support/fake-disk.ts";
import { aPlan, aPlannedChange } from "../support/plan.ts";

/** A machine, the services it changes, and a plan: what one life leaves is what the next one finds. */
export class Machine {
  readonly disk = new FakeDisk();
  readonly clock = new FakeClock();
  readonly services: ReadonlyMap<string, FakeService>;
  readonly plan: Plan;
  readonly events: Event[] = [];
  readonly connectors: FakeConnector[] = [];
  stop = new AbortController();
  fault: (change: Change) => Fault | undefined = () => undefined;
  /** What every application takes in the call that makes an account. */
  carries: ReadonlySet<"license" | "role"> = new Set();
  replaces: ReadonlySet<"license" | "role"> = new Set();
  /** Called after each step of disk and services. */
  watch: (name: string) => void = () => {};

  constructor(changes: readonly Change[]) {
    this.plan = aPlan({ changes: changes.map((change) => aPlannedChange(change)) });
    const names = new Set(changes.map(({ application }) => application));
    this.services = new Map(
      [...names].map((name) => [name, serviceBefore(changes.filter(({ application }) => application === name))]),
    );
  }

  get journalPath(): string {
    return journalPath("/state", this.plan.digest);
  }

  openJournal(): Promise<Journal> {
    const { digest, operations } = this.plan;
    const opening = { run: runId(digest), plan: digest, operations, at: "2026-11-23T09:00:00Z", actor: "ci" };
    return openJournal(this.disk, this.journalPath, opening);
  }

  /** One process: opens the journal, applies, ends. */
  async live(step: Step = async () => {}): Promise<readonly Outcome[]> {
    const watched: Step = async (name) => {
      this.watch(name);
      await step(name);
    };
    this.disk.step = watched;
    const journal = await this.openJournal();
    const connectors = new Map(
      [...this.services].map(([application, service]) => [application, this.#connect(application, service, watched)]),
    );
    const { clock, stop } = this;
    const emit = (event: Event) => this.events.push(event);
    try {
      const end = await applyPlan(this.plan, { connectors, journal, clock, emit, signal: stop.signal });
      return end.outcomes;
    } finally {
      await journal.close();
    }
  }

  /** A process that dies at its n-th step (from 0), of whose un-synced bytes so many survive; null when it ends before. */
  async die(at: number, survivors: number): Promise<readonly Outcome[] | null> {
    let steps = 0;
    let die = () => {};
    const death = new Promise<null>((resolve) => {
      die = () => resolve(null);
    });
    const step = () => {
      steps += 1;
      if (steps <= at) return Promise.resolve();
      die();
      return new Promise<void>(() => {});
    };
    const result = await Promise.race([this.live(step), death]);
    if (result !== null) return result;
    await new Promise((resolve) => setImmediate(resolve));
    this.disk.crash(survivors);
    return null;
  }

  /** Keys of what really changed, on every side. */
  get effects(): readonly string[] {
    return [...this.services.values()].flatMap(({ effects }) => effects);
  }

  get facts(): readonly string[] {
    return [...this.services].flatMap(([name, { facts }]) => [...facts].map((fact) => `${name}: ${fact}`)).sort();
  }

  #connect(application: string, service: FakeService, step: Step): FakeConnector {
    const connector = new FakeConnector({
      application,
      service,
      clock: this.clock,
      step,
      carries: this.carries,
      replaces: this.replaces,
      fault: (change) => this.fault(change),
    });
    this.connectors.push(connector);
    return connector;
  }
}

/** A service on which none of the changes is made yet. */
function serviceBefore(changes: readonly Change[]): FakeService {
  return new FakeService(changes.flatMap(targets).flatMap(([fact, wanted]) => (wanted ? [] : [fact])));
}

/** Status of each change, by key. */
export function statuses(outcomes: readonly Outcome[]): Readonly<Record<string, string>> {
  return Object.fromEntries(outcomes.map(({ key, status }) => [key, status]));
}
