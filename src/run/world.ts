import type { SecretReference } from "../model/application.ts";
import type { Emit } from "../model/event.ts";
import type { PolicyWorld } from "../policy/world.ts";
import type { Git } from "../ports/git.ts";
import type { OpenHttp } from "../ports/http.ts";
import type { LocalSocket } from "../ports/local-socket.ts";
import type { Processes } from "../ports/processes.ts";

/** Everything a use case may touch; `cli/` opens the real one, tests and simulations their own. */
export interface World extends PolicyWorld {
  /** Absolute path of the directory that holds `rollcall.yaml`. */
  readonly root: string;
  /** Absolute path for journals, caches and what else is not committed. */
  readonly state: string;
  readonly processes: Processes;
  /** The repository around the root; null when there is none. */
  readonly git: Git | null;
  readonly openHttp: OpenHttp;
  readonly localSocket: LocalSocket;
  /** The secret itself; throws when it cannot be had. */
  secret(reference: SecretReference): Promise<string>;
  /** Who runs this: a login, a workflow. */
  readonly actor: string;
  /** Name and version of this engine. */
  readonly engine: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** What a run touches, apart from the files that people write. */
export type RunWorld = Pick<
  World,
  | "state"
  | "clock"
  | "random"
  | "disk"
  | "processes"
  | "git"
  | "openHttp"
  | "secret"
  | "actor"
  | "engine"
  | "emit"
  | "signal"
>;

/** Which files, and which moment, a use case is about. */
export interface Scope {
  /** Commit to read; null reads the working directory. */
  readonly ref: string | null;
  /** Moment to plan for; null is now. */
  readonly at: string | null;
}
