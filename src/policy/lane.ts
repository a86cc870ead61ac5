import type { Decision } from "../model/decision.ts";
import { RollcallError } from "../model/error.ts";
import { isRecord } from "../model/plain-json.ts";
import type { Clock } from "../ports/clock.ts";
import type { BackgroundWorker } from "../ports/worker.ts";
import { type Batch, batchText, only } from "./batch.ts";
import { HOST_BUILTINS } from "./capabilities.ts";
import type { Entrypoints } from "./entrypoint.ts";
import type { EvaluatorQuestion } from "./evaluator.ts";
import type { PolicyLimits } from "./limits.ts";
import type { PlanInput } from "./plan-input.ts";
import { readPlanVerdict, VerdictReader } from "./read-verdicts.ts";
import type { SeenFields } from "./seen-fields.ts";
import { engineDenial } from "./verdict.ts";

/** What a worker is asked by, and within which bounds. */
export interface LaneSetting {
  readonly entrypoints: Entrypoints;
  readonly seen: SeenFields;
  readonly limits: PolicyLimits;
  readonly clock: Clock;
}

/** Milliseconds in which a main thread that was busy itself hears an answer that has already come. */
const GRACE = 20;

/** Milliseconds to start the worker and load the module, on a busy machine. */
const LOADING = 30_000;

/** What an evaluation came to: a result to read, or why there is none. */
type Result =
  | { readonly kind: "result"; readonly text: string }
  | { readonly kind: "denied"; readonly decision: Decision };

/** One worker with the policy in it; it answers one question at a time. */
export class Lane {
  readonly #worker: BackgroundWorker;
  readonly #setting: LaneSetting;
  readonly #reader = new VerdictReader();
  #ended: Decision | null = null;

  constructor(worker: BackgroundWorker, setting: LaneSetting) {
    this.#worker = worker;
    this.#setting = setting;
  }

  /** Set once the worker is gone: everything from then on is this. */
  get ended(): Decision | null {
    return this.#ended;
  }

  /** Throws `policy-unavailable` when the module does not load, or wants a built-in that is not allowed. */
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

  /** One decision a change, in the order of the batch. A batch that fails is asked again change by change, to tell the one that fails. */
  async judge(batch: Batch): Promise<readonly Decision[]> {
    const { clock, limits } = this.#setting;
    const until = clock.monotonic() + limits.deadline;
    const count = batch.places.length;
    const result = await this.#verdicts(batch, until);
    if (result.kind === "result") return this.#reader.read(result.text, count);
    const decisions: Decision[] = [];
    for (const index of batch.places.keys()) {
      const single = count === 1 ? result : await this.#verdicts(only(batch, index), until);
      decisions.push(...(single.kind === "result" ? this.#reader.read(single.text, 1) : [single.decision]));
    }
    return decisions;
  }

  async judgePlan(input: PlanInput): Promise<Decision> {
    const { entrypoints, clock, limits } = this.#setting;
    const until = clock.monotonic() + limits.deadline;
    const result = await this.#evaluate(entrypoints.planVerdict, JSON.stringify(input), until);
    return result.kind === "denied" ? result.decision : readPlanVerdict(result.text);
  }

  async close(): Promise<void> {
    this.#ended ??= engineDenial("engine.closed", "policy was asked after it had been closed");
    await this.#worker.stop();
  }

  #verdicts(batch: Batch, until: number): Promise<Result> {
    const { entrypoints, seen } = this.#setting;
    return this.#evaluate(entrypoints.verdicts, batchText(batch, seen), until);
  }

  async #evaluate(entrypoint: string, input: string, until: number): Promise<Result> {
    if (this.#ended !== null) return { kind: "denied", decision: this.#ended };
    const answer = await this.#ask({ kind: "evaluate", entrypoint, input }, until);
    if (isRecord(answer) && answer["result"] instanceof ArrayBuffer)
      return { kind: "result", text: new TextDecoder().decode(answer["result"]) };
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

function reasonOf(answer: unknown): string {
  if (answer instanceof Error) return answer.message;
  return isRecord(answer) && typeof answer["message"] === "string" ? answer["message"] : "no reason was given";
}

/** The run cannot go on without policy. */
export function unavailable(message: string): RollcallError {
  return new RollcallError("policy-unavailable", message);
}
