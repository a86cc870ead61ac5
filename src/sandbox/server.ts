import { createServer, type Server } from "node:http";
import { effectsOf } from "./admin.ts";
import { Application } from "./application.ts";
import { type Counters, sumCounters } from "./counters.ts";
import type { Dialect } from "./dialect.ts";
import { type DialectName, dialects } from "./dialects.ts";
import type { FaultControl } from "./faults/faults.ts";
import type { Finding } from "./lint/finding.ts";
import { serve } from "./serve.ts";
import type { Effect } from "./state/effect.ts";
import { readSeed, type Snapshot } from "./state/seed.ts";
import { StateLog } from "./state/state-log.ts";

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0, or nothing, for any free port of 127.0.0.1. */
  readonly port?: number;
  /** Where state outlives the process; null, or nothing, keeps it in memory. */
  readonly stateDir?: string | null;
  /** The bearer token for `/_sandbox`; null, or nothing, and there is no such place. */
  readonly adminToken?: string | null;
  /** By name; a name becomes the first part of the path. */
  readonly applications: Readonly<Record<string, SandboxApplication>>;
  /** Hears of each finding of the lint once, when it is first made. */
  readonly onFinding?: (application: string, finding: Finding) => void;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly clock?: () => number;
}

/** One application of a sandbox. */
export interface SandboxApplication {
  /** A dialect that comes with the sandbox, or one of your own. */
  readonly dialect: DialectName | Dialect;
  readonly token: string;
  /** What it starts with when it has no state yet: resources, or the path of a JSON file with them. */
  readonly seed?: Snapshot | string;
}

/** A running sandbox. Methods that take an application throw an Error when there is none of that name. */
export interface Sandbox {
  readonly port: number;
  /** The base URL of an application's SCIM service, without a slash at the end. */
  url(application: string): string;
  /** Every effective mutation, oldest first, of one application or of all. */
  log(application?: string): readonly Effect[];
  /** What was asked for, of one application or in all. */
  counters(application?: string): Counters;
  resetCounters(): void;
  faults(application: string): FaultControl;
  /** How many accounts hold each licence by the vendor's count; empty where the dialect has no quota. */
  seats(application: string): ReadonlyMap<string, number>;
  /** What the requests so far did that they should not have, each finding once. */
  lint(application: string): readonly Finding[];
  clearLint(): void;
  snapshot(application: string): Snapshot;
  /** Lets the holder of an account sign in at a dateTime; throws an Error when there is no such account. */
  signIn(application: string, userName: string, at: string): void;
  /** Puts resources in without a request and without an effect; throws an Error when they clash with what is there. */
  load(application: string, snapshot: Snapshot): void;
  /** Stops, and breaks every connection that is open. */
  close(): Promise<void>;
}

/** Starts a SCIM service for each application on one HTTP server; rejects when the port is taken or kept state cannot be read. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const server = createServer({ keepAliveTimeout: 60_000 });
  const port = await listen(server, options.port ?? 0);
  const applications = new Map<string, Application>();
  try {
    for (const name of Object.keys(options.applications)) applications.set(name, open(name, port, options));
  } catch (error) {
    for (const each of applications.values()) each.close();
    server.close();
    throw error;
  }
  server.on("request", (request, response) => {
    serve(request, response, { applications, adminToken: options.adminToken ?? null }).catch(() => response.destroy());
  });
  return new RunningSandbox(server, port, applications);
}

class RunningSandbox implements Sandbox {
  readonly port: number;
  readonly #server: Server;
  readonly #applications: ReadonlyMap<string, Application>;

  constructor(server: Server, port: number, applications: ReadonlyMap<string, Application>) {
    this.port = port;
    this.#server = server;
    this.#applications = applications;
  }

  url(application: string): string {
    return this.#named(application).base;
  }

  log(application?: string): readonly Effect[] {
    return effectsOf(this.#some(application));
  }

  counters(application?: string): Counters {
    return sumCounters(this.#some(application).map((each) => each.counter.read(each.early)));
  }

  resetCounters(): void {
    for (const each of this.#applications.values()) each.resetCounters();
  }

  faults(application: string): FaultControl {
    return this.#named(application).faults;
  }

  seats(application: string): ReadonlyMap<string, number> {
    return this.#named(application).seats.taken();
  }

  lint(application: string): readonly Finding[] {
    return this.#named(application).linter.list();
  }

  clearLint(): void {
    for (const each of this.#applications.values()) each.linter.clear();
  }

  snapshot(application: string): Snapshot {
    return this.#named(application).snapshot();
  }

  signIn(application: string, userName: string, at: string): void {
    this.#named(application).signIn(userName, at);
  }

  load(application: string, snapshot: Snapshot): void {
    this.#named(application).load(snapshot);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
    for (const each of this.#applications.values()) each.close();
  }

  #named(application: string): Application {
    const found = this.#applications.get(application);
    if (found === undefined) throw new Error(`the sandbox has no application ${application}`);
    return found;
  }

  #some(application: string | undefined): readonly Application[] {
    return application === undefined ? [...this.#applications.values()] : [this.#named(application)];
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function open(name: string, port: number, options: SandboxOptions): Application {
  if (!/^[A-Za-z0-9][\w-]*$/.test(name))
    throw new Error(`${name} cannot be part of a path: use letters, digits, - and _`);
  const setup = options.applications[name];
  if (setup === undefined) throw new Error(`the sandbox has no application ${name}`);
  const application = new Application({
    ...{ name, token: setup.token },
    dialect: typeof setup.dialect === "string" ? dialects[setup.dialect] : setup.dialect,
    base: `http://127.0.0.1:${port}/${name}/scim/v2`,
    clock: options.clock ?? Date.now,
    onFinding: (finding) => options.onFinding?.(name, finding),
    stateLog: typeof options.stateDir === "string" ? new StateLog(options.stateDir, name) : null,
  });
  if (setup.seed !== undefined && application.isEmpty) {
    application.load(typeof setup.seed === "string" ? readSeed(setup.seed) : setup.seed);
  }
  return application;
}
