import { encodePlan, sealPlan } from "../../src/apply/plan-file.ts";
import type { ApplySettings } from "../../src/model/apply-settings.ts";
import { noReviews } from "../../src/model/approval.ts";
import type { Change } from "../../src/model/change.ts";
import type { Event } from "../../src/model/event.ts";
import type { LedgerEvent } from "../../src/model/ledger-event.ts";
import type { RunRecord } from "../../src/model/manifest.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Git } from "../../src/ports/git.ts";
import { type HttpClient, HttpFailure, type HttpRequest } from "../../src/ports/http.ts";
import { applyRun } from "../../src/run/apply-run.ts";
import type { ApplyResult, Session } from "../../src/run/apply-session.ts";
import type { OpenLedger } from "../../src/run/open-ledger.ts";
import type { RunWorld } from "../../src/run/world.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeConnector, FakeService, type Fault, targets } from "../support/fake-connector.ts";
import { FakeDisk, type Step } from "../support/fake-disk.ts";
import { FakeRemote, fakeGit } from "../support/fake-git.ts";
import { anOrganization } from "../support/people.ts";
import { aPlan, aPlannedChange } from "../support/plan.ts";

/** The ledger as a list: what is appended is there, each run once. */
class FakeLedger {
  readonly records: RunRecord[] = [];
  readonly events: LedgerEvent[] = [];
  isPushed = true;

  /** As it stands now, until somebody looks again. */
  open(): OpenLedger {
    let seen = [...this.records];
    const catchUp = async () => {
      seen = [...this.records];
    };
    return {
      catchUp,
      find: async (run) => {
        const at = seen.findIndex((record) => record.run === run);
        const record = seen[at];
        return record === undefined ? null : { ...this.#placed(at), conclusion: record.conclusion };
      },
      append: async (record) => {
        const placed = this.#append(record);
        await catchUp();
        return placed;
      },
      note: async (event) => {
        this.events.push(event);
        return this.#placed(this.records.length);
      },
      refuseReturned: async () => {},
      newestPlan: async () => seen.at(-1)?.plan.at ?? null,
    };
  }

  #append(record: RunRecord) {
    const at = this.records.findIndex(({ run }) => run === record.run);
    if (at === -1) this.records.push(record);
    return this.#placed(at === -1 ? this.records.length - 1 : at);
  }

  #placed(at: number) {
    const reason = this.isPushed ? null : "the remote is out of reach";
    const commit = `commit-${at + 1}`;
    return { sequence: at + 1, commit, pushed: this.isPushed, alreadyThere: false, reason };
  }
}

/** One runner: a disk and a clone of its own, and processes that come and go. */
export class Machine {
  readonly disk = new FakeDisk();
  readonly git: Git;
  readonly alive = new Set<number>();
  readonly name: string;
  #pids = 0;

  constructor(name: string, remote: FakeRemote) {
    this.name = name;
    this.git = fakeGit(remote);
  }

  /** A new process; it is dead as soon as the promise of what it does is left behind by `kill`. */
  spawn(): RunWorld["processes"] {
    this.#pids += 1;
    const pid = this.#pids;
    this.alive.add(pid);
    return { self: { pid, host: this.name, started: pid }, isAlive: (id) => this.alive.has(id) };
  }
}

const consent = { reviews: noReviews, people: [], teams: null, expire: null };

/** Machines that share a remote, a ledger and an application, and plans for it. */
export class Pipeline {
  readonly remote = new FakeRemote();
  readonly clock = new FakeClock();
  readonly ledger = new FakeLedger();
  readonly events: Event[] = [];
  /** Bodies of the alarms that were raised. */
  readonly alarms: string[] = [];
  alarmAnswers: number[] = [];
  /** Applications that were left alone for a while, in order. */
  readonly cooled: string[] = [];
  readonly service: FakeService;
  /** How often somebody opened the application. */
  connections = 0;
  settings: ApplySettings = anOrganization().apply;
  fault: (change: Change) => Fault | undefined = () => undefined;

  constructor(before: readonly Change[] = []) {
    this.service = new FakeService(before.flatMap(targets).flatMap(([fact, wanted]) => (wanted ? [] : [fact])));
  }

  machine(name: string): Machine {
    return new Machine(name, this.remote);
  }

  plan(changes: readonly Change[], at = "2026-11-23T09:00:00Z", wish: Partial<Plan> = {}): Plan {
    const whole = aPlan({ changes: changes.map((change) => aPlannedChange(change)), ...wish });
    const { digest: _digest, operations: _operations, ...draft } = whole;
    return sealPlan({ ...draft, basis: { ...draft.basis, ...wish.basis, at } });
  }

  /** Applies a plan to its end. */
  apply(machine: Machine, plan: Plan, wish: Partial<Session> = {}): Promise<ApplyResult> {
    const processes = machine.spawn();
    const ends = () => machine.alive.delete(processes.self.pid);
    const life = { machine, plan, processes, clock: this.clock };
    return this.clock.run(this.#run(life, wish, async () => {})).finally(ends);
  }

  /** Begins to apply a plan, and is killed at its n-th step (from 0) of the application; nothing of it goes on. */
  async kill(machine: Machine, plan: Plan, at: number, wish: Partial<Session> = {}): Promise<void> {
    const processes = machine.spawn();
    let steps = 0;
    const dead = new Promise<void>((resolve) => {
      const step: Step = () => {
        steps += 1;
        if (steps <= at) return Promise.resolve();
        resolve();
        return new Promise(() => {});
      };
      void this.#run({ machine, plan, processes, clock: this.#until(() => steps > at) }, wish, step);
    });
    await this.clock.run(dead);
    machine.alive.delete(processes.self.pid);
    machine.disk.crash();
  }

  /** What took effect according to the ledger, in order. */
  get recorded(): readonly string[] {
    const effective = (status: string) => status === "applied" || status === "unverified";
    return this.ledger.records.flatMap(({ entries }) =>
      entries.filter(({ status }) => effective(status)).map(({ key }) => key),
    );
  }

  /** The clock of a process that wakes from no sleep once it is dead. */
  #until(isDead: () => boolean): Clock {
    const { clock } = this;
    const never = new Promise<void>(() => {});
    const sleep = async (milliseconds: number, signal?: AbortSignal) => {
      await clock.sleep(milliseconds, signal);
      if (isDead()) await never;
    };
    return { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep };
  }

  #run(
    of: {
      readonly machine: Machine;
      readonly plan: Plan;
      readonly processes: RunWorld["processes"];
      readonly clock: Clock;
    },
    wish: Partial<Session>,
    step: Step,
  ): Promise<ApplyResult> {
    const { machine, plan, processes, clock } = of;
    const { settings, service } = this;
    const ledger = this.ledger.open();
    const { disk, git } = machine;
    const world: RunWorld = {
      ...{ state: "/state", clock, disk, git, processes, actor: `ci on ${machine.name}`, engine: "0.1.0" },
      random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
      openHttp: () => this.#alarmServer(),
      secret: async ({ name }) => `https://alarm.example/${name}`,
      emit: (event) => this.events.push(event),
      signal: new AbortController().signal,
    };
    const connector = new FakeConnector({ service, clock, step, fault: (change) => this.fault(change) });
    return applyRun(world, {
      ...{ plan, planText: encodePlan(plan), consent, settings, remote: "origin", ledger },
      ...{ at: null, only: null, resumes: false, wait: 0 },
      connect: async (beforeWrite) => {
        this.beforeWrite = beforeWrite;
        this.connections += 1;
        return {
          byName: new Map([["chat", connector]]),
          coolDown: (name) => this.cooled.push(name),
          close: async () => {},
        };
      },
      check: () => {},
      replan: async () => ({ kind: "planned", plan }),
      ...wish,
    });
  }

  /** What the newest applier asks before every write. */
  beforeWrite: () => void = () => {};

  #alarmServer(): HttpClient {
    const send = async ({ body }: HttpRequest) => {
      const status = this.alarmAnswers.shift() ?? 204;
      if (status === 0) throw new HttpFailure("refused", "nobody is there", { sent: false });
      this.alarms.push(body ?? "");
      return { status, headers: {}, body: "" };
    };
    return { send, close: async () => {} };
  }
}
