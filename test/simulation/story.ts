import { RollcallError } from "../../src/model/error.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Plan } from "../../src/model/plan.ts";
import { openConnectors } from "../../src/run/open-connectors.ts";
import type { World } from "../../src/run/world.ts";
import { applyTask, type Finish } from "./applying.ts";
import { Dice } from "./dice.ts";
import { type Aim, aimOf, type Fault, type HostFault, isOfBulk, type RequestKind, throwFaults } from "./fault.ts";
import { Life } from "./life.ts";
import { likelyKinds } from "./likely-kinds.ts";
import { Machine } from "./machine.ts";
import { planNow } from "./planning.ts";
import { ScimServer } from "./scim-server.ts";
import { Script } from "./script.ts";
import { worldOf } from "./session.ts";
import { GitWorld } from "./sim-git.ts";
import { Timeline } from "./timeline.ts";
import { Wire } from "./wire.ts";
import { Witness } from "./witness.ts";
import { beginning, throwWorkplace, type Workplace } from "./workplace.ts";

/** How one process ended. */
export type End =
  | { readonly kind: "finished"; readonly finish: Finish }
  | { readonly kind: "planned"; readonly plan: Plan }
  | { readonly kind: "failed"; readonly error: RollcallError }
  | { readonly kind: "died" };

/** Most events of one story: it terminates. */
const mostEvents = 60_000;

/** How long somebody waits beside somebody else, in milliseconds: longer than a lease. */
const longestWait = 400_000;

/** So many workplaces are thrown for one where something can be hit: few have two accounts to delete at once. */
const mostThrown = 100;

/** Throws workplaces until one has what a fault is aimed at; or the last. */
function workplaceFor(dice: Dice, aim: Aim): Workplace {
  for (let thrown = 1; ; thrown += 1) {
    const workplace = throwWorkplace(dice.fork());
    if (thrown === mostThrown || isApt(workplace, aim)) return workplace;
  }
}

function isApt(workplace: Workplace, { what, on }: Aim): boolean {
  return isOfBulk(what) ? hasBulkOf(workplace, on) : on === "read" || likelyKinds(workplace).has(on);
}

/** Whether one request is likely to carry several changes of a kind. */
function hasBulkOf(workplace: Workplace, kind: RequestKind): boolean {
  return workplace.servers.some(({ habits: { name } }, at) => {
    const isBulk = workplace.profiles[at]?.bulk !== null;
    return isBulk && (likelyKinds(workplace, name).get(kind) ?? 0) > 1;
  });
}

interface Pair {
  readonly plan: Plan;
  readonly organization: Organization;
}

/** One small world with everything that happens in it, decided by a seed and a script of faults. */
export class Story {
  readonly workplace: Workplace;
  readonly faults: readonly Fault[];
  readonly script: Script;
  readonly timeline = new Timeline(beginning, mostEvents);
  readonly git = new GitWorld();
  /** Where the next process starts. */
  machine: Machine;
  readonly machines: Machine[] = [];
  readonly servers: readonly ScimServer[];
  readonly witness: Witness;
  /** Some stories check what is costly: recalled memberships, an idle apply, every byte of the ledger. */
  readonly isThorough: boolean;
  /** Told of every step of the n-th `rollcall apply`, before it is made. */
  watchStep: (life: number, step: number, what: string) => void = () => {};
  /** A host was struck: a run may have vanished, and only the next apply looks after it. */
  isMarred = false;
  readonly #dice: Dice;
  readonly #wire: Wire;
  #lives = 0;
  #numbered = 0;
  #during: RequestKind = "read";
  #companions: Promise<unknown>[] = [];
  /** Plans that somebody died of after the first change. */
  readonly #diedOf = new Set<string>();
  readonly #machineOf = new Map<Life, Machine>();
  readonly #remoteTrouble = new Map<Life, "git-unreachable" | "push-rejected" | "push-lost">();

  /** `faults`: instead of those that the seed throws. */
  constructor(seed: number, faults?: readonly Fault[]) {
    const dice = new Dice(seed);
    const aim = aimOf(seed);
    this.workplace = workplaceFor(dice, aim);
    const thrown = throwFaults(dice.fork(), aim, [...likelyKinds(this.workplace).keys()]);
    this.faults = faults ?? thrown;
    this.script = new Script(this.faults);
    this.#dice = dice.fork();
    this.isThorough = this.#dice.chance(0.2);
    this.machine = this.#newMachine();
    this.git.trouble = (what, _ref, life) => this.#troubleOf(what, life);
    this.servers = this.workplace.servers.map(
      ({ habits, start }) => new ScimServer(habits, start, () => this.timeline.elapsed),
    );
    this.witness = new Witness(this.servers);
    const origins = this.servers.map((server) => [`https://${server.habits.name}.example`, server] as const);
    this.#wire = new Wire({
      ...{ timeline: this.timeline, dice: dice.fork(), servers: new Map(origins), seats: this.workplace.seats },
      faultFor: (kind, isBulk) => this.#faultFor(kind, isBulk),
    });
    this.#wire.watchSent = (sent) => {
      if (sent.kind !== "read") this.#during = sent.kind;
      this.witness.sent(sent, this.timeline.wall, this.#machineOf.get(sent.life) ?? this.machine);
    };
    this.#wire.watchHold = (sent, until) =>
      this.witness.told(sent, { since: this.timeline.elapsed, until }, this.#machineOf.get(sent.life) ?? this.machine);
  }

  /** Whether somebody who starts over takes the same plan, or makes a new one. */
  get goesOn(): boolean {
    return this.#dice.chance(0.7);
  }

  /** The dice's answer to whether something rare is tried. */
  get isDaring(): boolean {
    return this.#dice.chance(0.25);
  }

  /** The newest tip of the ledger: the remote's, or that of a clone which could not push yet. */
  tipOf({ audit }: Organization): string | null {
    const ref = `refs/heads/${audit.branch}`;
    const published = this.git.remote.get(ref);
    const tips = [published, ...this.machines.map(({ repository }) => repository.refs.get(ref))];
    const lines = tips.flatMap((tip) => (tip === undefined ? [] : [[...this.git.line(tip)]]));
    const whole = lines.filter((line) => published === undefined || line.includes(published));
    return whole.sort((a, b) => b.length - a.length)[0]?.[0] ?? null;
  }

  /** Runs `rollcall plan`; host faults pass it by, because it writes nothing. */
  plan(organization: Organization): Promise<End> {
    return this.#process(new Life(this.#name("plan"), () => {}), this.machine, async (world) => {
      const connectors = await openConnectors(world, organization, this.workplace);
      try {
        return { kind: "planned", plan: await planNow(world, { organization, recalls: this.isThorough }, connectors) };
      } finally {
        await connectors.close();
      }
    });
  }

  /** Runs `rollcall apply`, and whoever starts beside it. */
  async apply(plan: Plan, organization: Organization): Promise<End> {
    this.#numbered += 1;
    const number = this.#numbered;
    const life = new Life(this.#name("apply"), (self, what) => {
      this.watchStep(number, self.steps, what);
      for (const fault of this.script.host(number, self.steps, this.#during))
        this.#strike(self, fault, { plan, organization });
    });
    const end = await this.#applyAs(life, { plan, organization }, this.machine);
    const companions = this.#companions;
    this.#companions = [];
    await Promise.all(companions);
    for (const { disk } of this.machines) disk.trouble = null;
    return end;
  }

  async #applyAs(life: Life, { plan, organization }: Pair, machine: Machine): Promise<End> {
    this.witness.plans.set(life.name, plan);
    const isCompanion = life.name.startsWith("beside");
    if (this.#diedOf.has(plan.digest)) this.witness.expectCoolDown(life.name, this.timeline.elapsed);
    const end = await this.#process(life, machine, async (world) => {
      const finish = await applyTask(world, {
        ...{ plan, organization, profiles: this.workplace.profiles, recalls: this.isThorough },
        wait: isCompanion ? longestWait : 0,
      });
      return { kind: "finished", finish };
    });
    if (end.kind === "died" && this.witness.hasWritten(life.name)) this.#diedOf.add(plan.digest);
    return end;
  }

  async #process(life: Life, machine: Machine, run: (world: World) => Promise<End>): Promise<End> {
    const { timeline } = this;
    this.#machineOf.set(life, machine);
    const dice = this.#dice.fork();
    const world = worldOf({ life, machine, timeline, wire: this.#wire, dice, emit: () => {} });
    const ended = run(world).catch((error: unknown): End => {
      if (error instanceof RollcallError) return { kind: "failed", error };
      // What a full or broken disk says of itself is no bug, whoever passes it on.
      if (error instanceof Error && "code" in error)
        return { kind: "failed", error: new RollcallError("journal-unusable", error.message) };
      const text = error instanceof Error ? error.stack : String(error);
      this.witness.violations.add(`I16: ${life.name} ended in an error that nobody expects: ${text}`);
      return { kind: "died" };
    });
    const over = ended.finally(() => life.end());
    return Promise.race([over, life.death.then((): End => ({ kind: "died" }))]);
  }

  #newMachine(): Machine {
    const machine = new Machine(`runner-${this.machines.length + 1}`, this.git);
    this.machines.push(machine);
    return machine;
  }

  #name(what: string): string {
    this.#lives += 1;
    return `${what}-${this.#lives}`;
  }

  #faultFor(kind: RequestKind, isBulk: boolean) {
    const fault = this.script.request(kind, isBulk);
    if (fault === "stale" || fault === "regress" || fault === "rollback") this.witness.isPastShown = true;
    return fault;
  }

  #strike(life: Life, fault: HostFault, task: Pair): void {
    this.isMarred = true;
    const machine = this.#machineOf.get(life) ?? this.machine;
    // Without a remote nothing is shared, and there is no other machine.
    const other = task.organization.audit.remote === null ? machine : this.#newMachine();
    switch (fault) {
      case "kill":
        life.kill();
        return;
      case "power-cut":
        machine.disk.cutPower(this.#dice.below(80));
        life.kill();
        return;
      case "runner-lost":
        life.kill();
        this.machine = other;
        return;
      case "terminate":
        life.stop.abort(new RollcallError("aborted", "the run was told to end"));
        return;
      case "disk-full":
        machine.disk.trouble = "full";
        this.witness.diskIsFull(life.name);
        return;
      case "broken-sync":
        machine.disk.trouble = "broken-sync";
        return;
      case "clock-forward":
      case "clock-back":
        this.timeline.skew += (fault === "clock-forward" ? 1 : -1) * this.#dice.below(3_600_000);
        this.witness.forgetHolds();
        return;
      case "zombie":
      case "zombie-elsewhere":
        life.freeze();
        this.#beside(task, fault === "zombie" ? machine : other, () => life.thaw());
        return;
      case "second-applier":
      case "second-elsewhere":
        this.#beside(task, fault === "second-applier" ? machine : other, () => {});
        return;
      case "push-rejected":
      case "push-lost":
      case "git-unreachable":
        this.#remoteTrouble.set(life, fault);
    }
  }

  /** Somebody starts the same apply a second time. */
  #beside(task: Pair, machine: Machine, then: () => void): void {
    const other = new Life(this.#name("beside"), () => {});
    const isSame = machine === this.machine || this.#dice.chance(0.5);
    const done = isSame ? this.#applyAs(other, task, machine) : this.#applyNewest(other, machine);
    this.#companions.push(done.then(then));
  }

  /** Somebody has merged what comes next, and another runner applies that. */
  async #applyNewest(life: Life, machine: Machine): Promise<End> {
    await this.timeline.wait(2000);
    const organization = this.workplace.wishes.at(-1);
    if (organization === undefined) return { kind: "died" };
    const planned = await this.plan(organization);
    return planned.kind === "planned" ? this.#applyAs(life, { plan: planned.plan, organization }, machine) : planned;
  }

  #troubleOf(what: "push" | "fetch", life: Life) {
    const trouble = this.script.isOn ? this.#remoteTrouble.get(life) : undefined;
    if (trouble === "git-unreachable") return "unreachable";
    if (trouble === undefined || what === "fetch") return null;
    this.#remoteTrouble.delete(life);
    return trouble;
  }
}
