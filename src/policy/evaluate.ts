import type { Decision } from "../model/decision.ts";
import { type Batch, batches } from "./batch.ts";
import type { ChangeQuestion } from "./change-input.ts";
import type { RunnablePolicy } from "./compile.ts";
import { entrypointsOf } from "./entrypoint.ts";
import { type EvaluatorStart, evaluatorScript } from "./evaluator.ts";
import { Lane, type LaneSetting, unavailable } from "./lane.ts";
import { POLICY_LIMITS, type PolicyLimits } from "./limits.ts";
import type { PlanInput } from "./plan-input.ts";
import type { PolicyData } from "./policy-data.ts";
import { engineDenial } from "./verdict.ts";
import type { PolicyWorld } from "./world.ts";

/** Rules that are loaded and can be asked. Never throws over what a rule does: any trouble is a denial. */
export interface Policy {
  /** One decision for every change, in their order. */
  judge(questions: Iterable<ChangeQuestion>): Promise<readonly Decision[]>;
  judgePlan(input: PlanInput): Promise<Decision>;
  close(): Promise<void>;
}

/** The worker itself, the module's text and the answers; the module's memory is bounded apart. */
const HEAP_MEGABYTES = 128;

/** Workers that judge a long list side by side, and how long it is at least: starting one takes as long as a thousand changes. */
const MOST_LANES = 2;
const LONG = 2_000;

/** Loads a policy in a worker; throws `policy-unavailable` when the module does not load or wants a built-in that is not allowed. */
export async function openPolicy(
  compiled: RunnablePolicy,
  data: PolicyData,
  world: Pick<PolicyWorld, "clock" | "packages" | "startWorker"> & { readonly limits?: PolicyLimits },
): Promise<Policy> {
  if (compiled.wasm === null) return NO_POLICY;
  const limits = world.limits ?? POLICY_LIMITS;
  const sdk = world.packages.module("@open-policy-agent/opa-wasm");
  if (sdk === null) throw unavailable("the package @open-policy-agent/opa-wasm is not installed: run npm ci");
  const start = { sdk, wasm: compiled.wasm, data: JSON.stringify(data), maxPages: limits.maxPages };
  const script = evaluatorScript();
  const { seen } = compiled;
  const setting = { entrypoints: entrypointsOf(compiled.digest), seen, limits, clock: world.clock };
  const open = () => world.startWorker(script, { data: start satisfies EvaluatorStart, heapMegabytes: HEAP_MEGABYTES });
  const policy = new WorkerPolicy(() => new Lane(open(), setting), setting);
  await policy.start();
  return policy;
}

const NO_POLICY: Policy = {
  judge: async (changes) => Array.from(changes, () => NOTHING_WRITTEN),
  judgePlan: async () => NOTHING_WRITTEN,
  close: async () => {},
};

const NOTHING_WRITTEN = engineDenial(
  "engine.no-policy",
  "there are no policies, and without a policy nothing is allowed: write policies/*.rego",
);

/** One worker judges; a second one helps with a long list. */
class WorkerPolicy implements Policy {
  readonly #openLane: () => Lane;
  readonly #setting: LaneSetting;
  readonly #lanes: Lane[] = [];
  /** One list, or one plan, at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(openLane: () => Lane, setting: LaneSetting) {
    this.#openLane = openLane;
    this.#setting = setting;
  }

  /** Starts the first worker. Throws `policy-unavailable`. */
  async start(): Promise<Lane> {
    const lane = this.#openLane();
    this.#lanes.push(lane);
    await lane.checkBuiltins();
    return lane;
  }

  judge(questions: Iterable<ChangeQuestion>): Promise<readonly Decision[]> {
    return this.#inTurn(async () => {
      const list = [...questions];
      const decisions = new Array<Decision>(list.length);
      const queue = batches(list, this.#setting.limits.batch);
      const missing = list.length >= LONG ? MOST_LANES - this.#lanes.length : 0;
      // One that is still starting joins in later.
      const lanes = [...this.#lanes, ...Array.from({ length: missing }, () => this.start())];
      const drained = await Promise.allSettled(lanes.map(async (lane) => this.#drain(await lane, queue, decisions)));
      for (const end of drained) if (end.status === "rejected") throw end.reason;
      return decisions;
    });
  }

  judgePlan(input: PlanInput): Promise<Decision> {
    return this.#inTurn(async () => this.#ended() ?? (await this.#first().judgePlan(input)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  /** Takes batches from the queue until there are none; what comes after the end of any worker is denied. */
  async #drain(lane: Lane, queue: Iterator<Batch, void>, decisions: Decision[]): Promise<void> {
    let next = queue.next();
    while (!next.done) {
      const batch = next.value;
      const ended = this.#ended();
      const judged = ended === null ? lane.judge(batch) : Promise.resolve(batch.places.map(() => ended));
      // While the worker judges this batch, the next one is made ready.
      next = queue.next();
      for (const [index, decision] of (await judged).entries()) decisions[batch.places[index] ?? -1] = decision;
    }
  }

  #first(): Lane {
    const [lane] = this.#lanes;
    if (lane === undefined) throw new Error("a policy is started before it is asked");
    return lane;
  }

  #ended(): Decision | null {
    return this.#lanes.find(({ ended }) => ended !== null)?.ended ?? null;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }
}
