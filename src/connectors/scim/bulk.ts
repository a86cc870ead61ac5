import type { Answer } from "./answer.ts";
import { bulkBody, bytesOf, readBulk } from "./bulk-message.ts";
import type { ScimRequest } from "./client.ts";
import type { ScimContext } from "./context.ts";
import { eachOf } from "./each.ts";
import { textField } from "./json.ts";
import type { Profile } from "./profile.ts";

/** Most operations of one request, whatever the service takes: a lost answer leaves all of them in doubt. */
const mostTogether = 100;

/** Writes that may go as one request; 1: each goes by itself, since a bulk is not to be had, or is no cheaper. */
export function bulkSize({ bulk }: Pick<Profile, "bulk">): number {
  return bulk === null || bulk.counted === "operation" ? 1 : Math.min(bulk.maxOperations, mostTogether);
}

interface Waiting {
  readonly request: ScimRequest;
  readonly signal: AbortSignal;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Where the writes of several lanes meet. A lane sends one request at a time; once every lane that is still under way has sent
 * one, or there are as many as a request takes, they go together, and each gets the answer that it would have got alone.
 */
export class WriteGate {
  readonly #context: ScimContext;
  readonly #mayJoin: boolean;
  #lanes: number;
  #waiting: Waiting[] = [];

  constructor(context: ScimContext, lanes: number) {
    this.#context = context;
    this.#lanes = lanes;
    this.#mayJoin = sizeNow(context) > 1;
  }

  /** Whether the run is being stopped: nothing more is begun. */
  get isStopped(): boolean {
    return this.#context.client.isStopped;
  }

  /** Runs every lane to its end; results in their order. */
  run<Lane, Result>(lanes: readonly Lane[], task: (lane: Lane) => Promise<Result>): Promise<Result[]> {
    const atOnce = this.#mayJoin ? lanes.length : this.#context.concurrency;
    return eachOf(lanes, atOnce, (lane) => task(lane).finally(() => this.#leave()));
  }

  /** Sends a write of a lane. Throws RollcallError `aborted` and nothing else. */
  readonly send = (request: ScimRequest, signal: AbortSignal): Promise<Answer> => {
    if (!this.#mayJoin) return this.#context.client.call(request, signal);
    return new Promise((answered, failed) => {
      this.#waiting.push({ request, signal, answered, failed });
      this.#open();
    });
  };

  #leave(): void {
    this.#lanes -= 1;
    this.#open();
  }

  #open(): void {
    const size = sizeNow(this.#context);
    while (this.#waiting.length >= size || (this.#waiting.length > 0 && this.#waiting.length >= this.#lanes))
      void this.#go(this.#waiting.splice(0, size));
  }

  async #go(waiting: readonly Waiting[]): Promise<void> {
    const [first] = waiting;
    if (first === undefined) return;
    const requests = waiting.map(({ request }) => request);
    try {
      const answers = await sendTogether(this.#context, requests, first.signal);
      for (const [at, { answered, failed }] of waiting.entries()) {
        const answer = answers[at];
        if (answer === undefined) failed(new Error("a write got no answer"));
        else answered(answer);
      }
    } catch (error) {
      for (const { failed } of waiting) failed(error);
    }
  }
}

/** What was learned on the way counts as well. */
function sizeNow({ profile, memory }: ScimContext): number {
  if (memory.isBulkOff) return 1;
  return Math.max(1, Math.min(bulkSize(profile), memory.bulkMost ?? mostTogether));
}

/** Answers in the order of the requests. What one request teaches counts for the next. */
async function sendTogether(
  context: ScimContext,
  requests: readonly ScimRequest[],
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < requests.length) {
    const part = firstPart(context, requests.slice(answers.length));
    answers.push(...(await sendPart(context, part, signal)));
  }
  return answers;
}

async function sendPart(
  context: ScimContext,
  part: readonly ScimRequest[],
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const { client, memory } = context;
  const [first] = part;
  if (memory.isBulkOff || first === undefined || part.length === 1) return singly(context, part, signal);
  const whole = await client.call({ method: "POST", path: "/Bulk", body: bulkBody(part) }, signal);
  if (whole.kind === "ok") return again(context, { part, answers: readBulk(part, whole) }, signal);
  if (whole.kind === "rejected" && (whole.status === 401 || whole.status === 429)) return part.map(() => whole);
  if (whole.kind === "rejected" && whole.status === 413) {
    memory.bulkMost = Math.floor(part.length / 2);
    return sendTogether(context, part, signal);
  }
  if (whole.kind === "unclear" && !whole.sent) return part.map(() => whole);
  memory.isBulkOff = true;
  if (whole.kind === "rejected" && [403, 404, 405, 501].includes(whole.status)) return singly(context, part, signal);
  return part.map(() => doubtful(whole));
}

function singly(context: ScimContext, part: readonly ScimRequest[], signal: AbortSignal): Promise<readonly Answer[]> {
  return eachOf(part, context.concurrency, (request) => context.client.call(request, signal));
}

/** An operation that was told to wait was not done: by itself it is held back until it may be asked again. */
async function again(
  context: ScimContext,
  { part, answers }: { readonly part: readonly ScimRequest[]; readonly answers: readonly Answer[] },
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  return eachOf(
    part.map((request, at) => ({ request, answer: answers[at] })),
    context.concurrency,
    async ({ request, answer }) => {
      const isHeld = answer === undefined || (answer.kind === "rejected" && answer.status === 429);
      return isHeld ? context.client.call(request, signal) : answer;
    },
  );
}

/** Whoever refuses the whole may have made a part of it: each has to be looked at before it is sent again, by itself. */
function doubtful({ reason, reference, attempts }: Answer & { readonly kind: "rejected" | "unclear" }): Answer {
  return { kind: "unclear", reason, failure: null, lasting: false, sent: true, reference, attempts };
}

/** As many of the first requests as the service takes at once, none of them of the same resource as another. */
function firstPart(context: ScimContext, requests: readonly ScimRequest[]): readonly ScimRequest[] {
  const most = sizeNow(context);
  const part: ScimRequest[] = [];
  const named = new Set<string>();
  let left = (context.profile.bulk?.maxBytes ?? 0) - envelope;
  for (const request of requests) {
    const name = resourceOf(request);
    left -= bytesOf(request);
    if (part.length > 0 && (part.length >= most || left < 0 || named.has(name))) break;
    part.push(request);
    named.add(name);
  }
  return part;
}

/** Bytes around the operations. */
const envelope = 200;

function resourceOf({ method, path, body }: ScimRequest): string {
  if (method !== "POST" || body === undefined) return path;
  return `${path} ${textField(body, "userName")?.toLowerCase() ?? ""}`;
}
