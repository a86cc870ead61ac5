import { randomUUID } from "node:crypto";
import { RequestCounter } from "./counters.ts";
import { type Delivery, toAnswer } from "./delivery.ts";
import type { Dialect } from "./dialect.ts";
import { Faults } from "./faults/faults.ts";
import { misbehave } from "./faults/misbehave.ts";
import { isList, isObject } from "./json.ts";
import type { Finding } from "./lint/finding.ts";
import { Linter } from "./lint.ts";
import { Meter } from "./meter.ts";
import { Changes, type Proposal } from "./protocol/change.ts";
import { checkDemands } from "./protocol/demands.ts";
import { Renderer } from "./protocol/render.ts";
import { errorReply, type Reply, type ScimRequest } from "./protocol/reply.ts";
import { route } from "./protocol/router.ts";
import { ScimError } from "./protocol/scim-error.ts";
import { Selector } from "./protocol/select.ts";
import type { Call, Service } from "./protocol/service.ts";
import { Seats } from "./seats.ts";
import type { Effect } from "./state/effect.ts";
import type { Entry } from "./state/entry.ts";
import { type Snapshot, takeSnapshot, toEntries } from "./state/seed.ts";
import type { StateLog } from "./state/state-log.ts";
import { Store } from "./state/store.ts";

/** How an application is set up. */
export interface ApplicationSetup {
  readonly name: string;
  readonly dialect: Dialect;
  readonly token: string;
  /** Such as `http://127.0.0.1:8080/chat/scim/v2`. */
  readonly base: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Hears of each finding of the lint once. */
  readonly onFinding: (finding: Finding) => void;
  /** null keeps everything in memory only. */
  readonly stateLog: StateLog | null;
}

/** One application: its resources, its dialect, and everything that is counted about it. */
export class Application implements Service {
  readonly base: string;
  readonly dialect: Dialect;
  readonly store = new Store();
  readonly renderer: Renderer;
  readonly selector: Selector;
  readonly changes: Changes;
  readonly faults = new Faults();
  readonly seats: Seats;
  readonly counter = new RequestCounter();
  readonly linter: Linter;
  readonly #setup: ApplicationSetup;
  readonly #meter: Meter;
  readonly #effects: Effect[] = [];
  #seq = 0;

  constructor(setup: ApplicationSetup) {
    this.#setup = setup;
    this.base = setup.base;
    this.dialect = setup.dialect;
    this.seats = new Seats(setup.dialect.quota);
    this.renderer = new Renderer(this.store, setup.dialect, setup.base);
    this.selector = new Selector(this.store, setup.dialect, this.renderer);
    this.changes = new Changes({
      ...{ store: this.store, dialect: setup.dialect, seats: this.seats },
      member: (id) => this.renderer.member(id),
    });
    this.#meter = new Meter(setup.dialect, setup.clock());
    this.linter = new Linter(setup.dialect, setup.onFinding);
    this.#restore();
  }

  /** Every effective mutation, oldest first. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** Requests that came while an earlier 429 still said to wait. */
  get early(): number {
    return this.#meter.early;
  }

  resetCounters(): void {
    this.counter.reset();
    this.#meter.reset();
  }

  /** Whether there is neither a resource nor any history. */
  get isEmpty(): boolean {
    return this.#seq === 0 && this.store.entries().next().done === true;
  }

  newId(): string {
    return randomUUID();
  }

  /** Answers a request: credentials first, then the rate, then whatever fault waits for it. */
  answer(request: ScimRequest): Delivery {
    const delivery = this.#answer(request);
    this.linter.see(request, delivery, this.#setup.clock());
    return delivery;
  }

  #answer(request: ScimRequest): Delivery {
    this.counter.received(request.method, request.path, Buffer.byteLength(request.body));
    const refusal = this.#refuseStranger(request) ?? this.#refuseHurry(request);
    if (refusal !== null) return toAnswer(this.#spoken(refusal));
    const fault = this.faults.next(request.method, request.path, request.query);
    const respond = (asked: ScimRequest, isDry: boolean) => this.#spoken(this.#respond({ request: asked, isDry }));
    return fault === null ? toAnswer(respond(request, false)) : misbehave(fault, request, respond);
  }

  commit(proposal: Proposal, call: Call): Entry | null {
    const effect: Effect = {
      seq: this.#seq + 1,
      at: this.#now(),
      application: this.#setup.name,
      requestId: call.request.id,
      ...proposal,
    };
    if (call.isDry) return this.store.preview(effect);
    this.#setup.stateLog?.append(effect);
    this.#effects.push(effect);
    return this.#apply(effect);
  }

  /** Puts resources in without a request and without an effect; throws an Error when they clash with what is there. */
  load(snapshot: Snapshot): void {
    const entries = toEntries(snapshot, this.store, { now: this.#now(), newId: () => this.newId() });
    for (const entry of entries) this.#insert(entry);
    this.#setup.stateLog?.compact(this.store.entries(), this.#seq);
  }

  /** Lets somebody sign in: no request, no effect and no new version; throws an Error when there is no such account. */
  signIn(userName: string, at: string): void {
    if (Number.isNaN(Date.parse(at))) throw new Error(`${at} is no dateTime`);
    const [id = ""] = this.store.table("User").named(userName);
    const entry = this.store.get("User", id);
    if (entry === undefined) throw new Error(`there is no account ${userName}`);
    this.store.signIn(entry, at);
    this.#setup.stateLog?.compact(this.store.entries(), this.#seq);
  }

  snapshot(): Snapshot {
    return takeSnapshot(this.store);
  }

  close(): void {
    this.#setup.stateLog?.close();
  }

  #restore(): void {
    const { stateLog } = this.#setup;
    if (stateLog === null) return;
    const kept = stateLog.read();
    for (const entry of kept.entries) this.#insert(entry);
    this.#seq = kept.seq;
    for (const effect of kept.effects) {
      this.#effects.push(effect);
      if (effect.seq > kept.seq) this.#apply(effect);
    }
    if (this.#seq > kept.seq) stateLog.compact(this.store.entries(), this.#seq);
  }

  #apply(effect: Effect): Entry | null {
    this.#seq = effect.seq;
    const { before, after } = this.store.apply(effect);
    if (effect.resourceType === "User") this.seats.count(before?.attributes ?? null, after?.attributes ?? null);
    return after;
  }

  #insert(entry: Entry): void {
    this.store.insert(entry);
    if (entry.kind === "User") this.seats.count(null, entry.attributes);
  }

  #refuseStranger(request: ScimRequest): Reply | null {
    if (request.headers["authorization"] === `Bearer ${this.#setup.token}`) return null;
    return errorReply(new ScimError(401, "the bearer token is missing or wrong"), { "www-authenticate": "Bearer" });
  }

  #refuseHurry(request: ScimRequest): Reply | null {
    const wait = this.#meter.admit(request, this.#setup.clock());
    if (wait === null) return null;
    const headers = wait.retryAfter === null ? {} : { "retry-after": wait.retryAfter };
    return errorReply(new ScimError(429, `too many requests (${wait.bucket}): slow down`), headers);
  }

  #respond(call: Call): Reply {
    try {
      checkDemands(this.dialect, call.request);
    } catch (error) {
      if (error instanceof ScimError) return errorReply(error);
      throw error;
    }
    return route(this, call);
  }

  /** An error in this dialect's own shape. */
  #spoken(answer: Reply): Reply {
    if (answer.status < 400 || !isObject(answer.body) || this.dialect.writes.errors === "rfc") return answer;
    const [schema = null] = isList(answer.body["schemas"]) ? answer.body["schemas"] : [];
    return { ...answer, body: { ...answer.body, schemas: schema, status: answer.status } };
  }

  #now(): string {
    return new Date(this.#setup.clock()).toISOString();
  }
}
