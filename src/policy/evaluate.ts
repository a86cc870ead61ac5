import type { Decision } from "../model/decision.ts";
import { RollcallError } from "../model/error.ts";
import type { BackgroundWorker } from "../ports/worker.ts";
import { type Batch, batches, batchText, only } from "./batch.ts";
import { HOST_BUILTINS } from "./capabilities.ts";
import type { ChangeQuestion } from "./change-input.ts";
import type { RunnablePolicy } from "./compile.ts";
import { type Entrypoints, entrypointsOf } from "./entrypoint.ts";
import { type EvaluatorQuestion, type EvaluatorStart, evaluatorScript } from "./evaluator.ts";
import { isRecord } from "./json.ts";
import type { PlanInput } from "./plan-input.ts";
import type { PolicyData } from "./policy-data.ts";
import { engineDenial, readVerdict } from "./verdict.ts";
import type { PolicyWorld } from "./world.ts";

/** Rules that are loaded and can be asked. Never throws over what a rule does: any trouble is a denial. */
export interface Policy {
  /** One decision for every change, in their order. */
  judge(questions: Iterable<ChangeQuestion>): Promise<readonly Decision[]>;
  judgePlan(input: PlanInput): Promise<Decision>;
  close(): Promise<void>;
}

/** Bounds of an evaluation. */
export interface PolicyLimits {
  /** Milliseconds for one batch, and for one plan. */
  readonly deadline: number;
  readonly batch: number;
  /** 64 KiB pages of the module's memory. */
  readonly maxPages: number;
}

/** Two seconds and 128 MiB for 200 changes, which take about 4 ms and 3 MiB. */
export const POLICY_LIMITS: PolicyLimits = { deadline: 2_000, batch: 200, maxPages: 2_048 };

/** The worker itself, the module's text and the answers; the module's memory is bounded apart. */
const HEAP_MEGABYTES = 128;

/** Milliseconds in which a main thread that was busy itself hears an answer that has already come. */
const GRACE = 20;

/** Milliseconds to start the worker and load the module, on a busy machine. */
const LOADING = 30_000;

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
  const worker = world.startWorker(evaluatorScript(), {
    data: start satisfies EvaluatorStart,
    heapMegabytes: HEAP_MEGABYTES,
  });
  const policy = new WorkerPolicy(worker, { entrypoints: entrypointsOf(compiled.digest), limits, clock: world.clock });
  await policy.checkBuiltins();
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

interface Setting {
  readonly entrypoints: Entrypoints;
  readonly limits: PolicyLimits;
  readonly clock: PolicyWorld["clock"];
}

/** What an evaluation came to: a value to read, or why there is none. */
type Result =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "denied"; readonly decision: Decision };

class WorkerPolicy implements Policy {
  readonly #worker: BackgroundWorker;
  readonly #setting: Setting;
  /** Set once the worker is gone: everything from then on is this. */
  #ended: Decision | null = null;
  /** The worker answers one question at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(worker: BackgroundWorker, setting: Setting) {
    this.#worker = worker;
    this.#setting = setting;
  }

  async checkBuiltins(): Promise<void> {
    const { clock } = this.#setting;
    const answer = await this.#ask({ kind: "needs" }, clock.monotonic() + LOADING);
    const builtins = isRecord(answer) && Array.isArray(answer["builtins"]) ? answer["builtins"] : null;
    const forbidden = builtins?.filter((name) => !HOST_BUILTINS.includes(name));
    if (forbidden?.length === 0) return;
    await this.close();
    if (forbidden !== undefined)
      throw unavailable(`the compiled policy wants forbidden built-ins: ${forbidden.join(", ")}`);
    throw unavailable(`the compiled policy does not load: ${reasonOf(answer)}`);
  }

  judge(questions: Iterable<ChangeQuestion>): Promise<readonly Decision[]> {
    return this.#inTurn(async () => {
      const list = [...questions];
      const decisions = new Array<Decision>(list.length);
      const queue = batches(list, this.#setting.limits.batch);
      let next = queue.next();
      while (!next.done) {
        const { places } = next.value;
        const judged = this.#judgeBatch(next.value);
        // While the worker judges this batch, the next one is made ready.
        next = queue.next();
        for (const [index, decision] of (await judged).entries()) decisions[places[index] ?? -1] = decision;
      }
      return decisions;
    });
  }

  judgePlan(input: PlanInput): Promise<Decision> {
    return this.#inTurn(async () => {
      const { entrypoints, clock, limits } = this.#setting;
      const result = await this.#evaluate(
        entrypoints.planVerdict,
        JSON.stringify(input),
        clock.monotonic() + limits.deadline,
      );
      return result.kind === "denied" ? result.decision : readVerdict(result.value, "rollcall.plan");
    });
  }

  async close(): Promise<void> {
    this.#ended ??= engineDenial("engine.closed", "policy was asked after it had been closed");
    await this.#worker.stop();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** A batch that fails is asked again change by change, to tell the one that fails from the others. */
  async #judgeBatch(batch: Batch): Promise<readonly Decision[]> {
    const { clock, limits } = this.#setting;
    const until = clock.monotonic() + limits.deadline;
    const count = batch.places.length;
    const result = await this.#verdicts(batch, until);
    if (result.kind === "value") return readVerdicts(result.value, count);
    const decisions: Decision[] = [];
    for (const index of batch.places.keys()) {
      const single = count === 1 ? result : await this.#verdicts(only(batch, index), until);
      decisions.push(...(single.kind === "value" ? readVerdicts(single.value, 1) : [single.decision]));
    }
    return decisions;
  }

  #verdicts(batch: Batch, until: number): Promise<Result> {
    return this.#evaluate(this.#setting.entrypoints.verdicts, batchText(batch), until);
  }

  async #evaluate(entrypoint: string, input: string, until: number): Promise<Result> {
    if (this.#ended !== null) return { kind: "denied", decision: this.#ended };
    const answer = await this.#ask({ kind: "evaluate", entrypoint, input }, until);
    if (isRecord(answer) && answer["kind"] === "value") return { kind: "value", value: answer["value"] };
    const failed = engineDenial("engine.evaluation-failed", `policy could not be evaluated: ${reasonOf(answer)}`);
    return { kind: "denied", decision: this.#ended ?? failed };
  }

  /** Gives the worker's answer or an Error; after the deadline, or when the worker died, it is ended for good. */
  async #ask(question: EvaluatorQuestion, until: number): Promise<unknown> {
    const { clock, limits } = this.#setting;
    const answered = new AbortController();
    const late = () => LATE;
    const alarm = clock
      .sleep(Math.max(0, until - clock.monotonic()), answered.signal)
      .then(() => clock.sleep(GRACE, answered.signal))
      .then(late, late);
    try {
      const answer = await Promise.race([this.#worker.ask(question), alarm]);
      if (answer === LATE) {
        const message = `policy did not answer within ${limits.deadline} ms: a rule takes too long`;
        this.#ended ??= engineDenial("engine.deadline", message);
        await this.#worker.stop();
      }
      return answer;
    } catch (error) {
      this.#ended ??= engineDenial("engine.evaluation-failed", `the policy worker ended: ${reasonOf(error)}`);
      return error;
    } finally {
      answered.abort();
    }
  }
}

const LATE = new Error("no answer in time");

function readVerdicts(value: unknown, count: number): readonly Decision[] {
  if (Array.isArray(value) && value.length === count) return value.map((raw) => readVerdict(raw, "rollcall"));
  const missing = engineDenial("engine.no-result", "policy gave no result");
  return Array.from({ length: count }, () => missing);
}

function reasonOf(answer: unknown): string {
  if (answer instanceof Error) return answer.message;
  return isRecord(answer) && typeof answer["message"] === "string" ? answer["message"] : "no reason was given";
}

function unavailable(message: string): RollcallError {
  return new RollcallError("policy-unavailable", message);
}
