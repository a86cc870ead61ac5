import { RollcallError } from "../../src/model/error.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Plan } from "../../src/model/plan.ts";
import { openConnectors } from "../../src/run/open-connectors.ts";
import type { World } from "../../src/run/world.ts";
import { applyTask, type Finish } from "./applying.ts";
import { Dice } from "./dice.ts";
import { type Fault, type HostFault, type RequestKind, throwFaults } from "./fault.ts";
import { Life } from "./life.ts";
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

/** One small world with everything that happens in it, decided by a seed and a script of faults. */
export class Story {
  readonly workplace: Workplace;
  readonly faults: readonly Fault[];
  readonly script: Script;
  readonly timeline = new Timeline(beginning, mostEvents);
  readonly git = new GitWorld();
  readonly machine: Machine;
  readonly servers: readonly ScimServer[];
  readonly witness: Witness;
  /** Some stories check what is costly: recalled memberships, an idle apply, every byte of the ledger. */
  readonly isThorough: boolean;
  readonly #dice: Dice;
  readonly #wire: Wire;
  #lives = 0;
  #numbered = 0;
  #during: RequestKind = "read";
  #companions: Promise<unknown>[] = [];
  readonly #remoteTrouble = new Map<Life, "git-unreachable" | "push-rejected" | "push-lost">();

  /** `faults`: instead of those that the seed throws. */
  constructor(seed: number, faults?: readonly Fault[]) {
    const dice = new Dice(seed);
    this.workplace = throwWorkplace(dice.fork());
    const thrown = throwFaults(dice.fork());
    this.faults = faults ?? thrown;
    this.script = new Script(this.faults);
    this.#dice = dice.fork();
    this.isThorough = this.#dice.chance(0.2);
    this.machine = new Machine("runner-1", this.git);
    this.git.trouble = (what, _ref, life) => this.#troubleOf(what, life);
    this.servers = this.workplace.servers.map(
      ({ habits, start }) => new ScimServer(habits, start, () => this.timeline.elapsed),
    );
    this.witness = new Witness(this.servers);
    const origins = this.servers.map((server) => [`https://${server.habits.name}.example`, server] as const);
    this.#wire = new Wire({
      ...{ timeline: this.timeline, dice: dice.fork(), servers: new Map(origins), seats: this.workplace.seats },
      faultFor: (kind) => this.#faultFor(kind),
    });
    this.#wire.watchSent = (sent) => {
      if (sent.kind !== "read") this.#during = sent.kind;
      this.witness.sent(sent, this.timeline.wall);
    };
    this.#wire.watchHold = (sent, until) => this.witness.told(sent, until);
  }

  /** Runs `rollcall plan`; host faults pass it by, because it writes nothing. */
  plan(organization: Organization): Promise<End> {
    return this.#process(new Life(this.#name("plan"), () => {}), async (world) => {
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
    const life = new Life(this.#name("apply"), (self) => {
      for (const fault of this.script.host(number, self.steps, this.#during))
        this.#strike(self, fault, { plan, organization });
    });
    const end = await this.#applyAs(life, plan, organization);
    const companions = this.#companions;
    this.#companions = [];
    await Promise.all(companions);
    this.machine.disk.trouble = null;
    return end;
  }

  #applyAs(life: Life, plan: Plan, organization: Organization): Promise<End> {
    this.witness.plans.set(life.name, plan);
    return this.#process(life, async (world) => {
      const finish = await applyTask(world, {
        ...{ plan, organization, profiles: this.workplace.profiles, recalls: this.isThorough },
      });
      return { kind: "finished", finish };
    });
  }

  async #process(life: Life, run: (world: World) => Promise<End>): Promise<End> {
    const { machine, timeline } = this;
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

  #name(what: string): string {
    this.#lives += 1;
    return `${what}-${this.#lives}`;
  }

  #faultFor(kind: RequestKind) {
    const fault = this.script.request(kind);
    if (fault === "stale" || fault === "regress" || fault === "rollback") this.witness.isPastShown = true;
    return fault;
  }

  #strike(life: Life, fault: HostFault, task: { readonly plan: Plan; readonly organization: Organization }): void {
    switch (fault) {
      case "kill":
        life.kill();
        return;
      case "power-cut":
        this.machine.disk.cutPower(this.#dice.below(80));
        life.kill();
        return;
      case "terminate":
        life.stop.abort(new RollcallError("aborted", "the run was told to end"));
        return;
      case "disk-full":
        this.machine.disk.trouble = "full";
        return;
      case "broken-sync":
        this.machine.disk.trouble = "broken-sync";
        return;
      case "clock-forward":
      case "clock-back":
        this.timeline.skew += (fault === "clock-forward" ? 1 : -1) * this.#dice.below(3_600_000);
        this.witness.forgetHolds();
        return;
      case "zombie":
        life.freeze();
        this.#beside(task, () => life.thaw());
        return;
      case "second-applier":
        this.#beside(task, () => {});
        return;
      case "push-rejected":
      case "push-lost":
      case "git-unreachable":
        this.#remoteTrouble.set(life, fault);
    }
  }

  /** Somebody starts the same apply a second time. */
  #beside(task: { readonly plan: Plan; readonly organization: Organization }, then: () => void): void {
    const other = new Life(this.#name("beside"), () => {});
    this.#companions.push(this.#applyAs(other, task.plan, task.organization).then(then));
  }

  #troubleOf(what: "push" | "fetch", life: Life) {
    const trouble = this.script.isOn ? this.#remoteTrouble.get(life) : undefined;
    if (trouble === "git-unreachable") return "unreachable";
    if (trouble === undefined || what === "fetch") return null;
    this.#remoteTrouble.delete(life);
    return trouble;
  }
}
