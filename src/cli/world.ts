import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { Emit } from "../model/event.ts";
import { systemClock } from "../ports/clock.ts";
import { systemCommand } from "../ports/command.ts";
import { systemDisk } from "../ports/disk.ts";
import { type Git, openGit } from "../ports/git.ts";
import { openHttp } from "../ports/http.ts";
import { systemSocket } from "../ports/local-socket.ts";
import { installedPackages } from "../ports/package.ts";
import { systemProcesses } from "../ports/processes.ts";
import { systemRandom } from "../ports/random.ts";
import { secretsFrom } from "../ports/secret.ts";
import { startWorkerThread } from "../ports/worker.ts";
import type { World } from "../run/world.ts";
import { type Flags, textFlag } from "./command.ts";
import { engineVersion } from "./version.ts";

/** The real world at `--root`. */
export async function openWorld(call: { flags: Flags; emit: Emit; signal: AbortSignal }): Promise<World> {
  const { env } = process;
  const root = resolve(textFlag(call.flags, "root") ?? ".");
  const state = resolve(env["ROLLCALL_STATE"] ?? join(root, ".rollcall"));
  return {
    root,
    state,
    cache: join(state, "cache"),
    clock: systemClock,
    random: systemRandom,
    disk: systemDisk,
    command: systemCommand,
    processes: systemProcesses,
    packages: installedPackages,
    startWorker: startWorkerThread,
    git: await repositoryAt(root),
    openHttp,
    localSocket: systemSocket,
    secret: secretsFrom({ environment: env, disk: systemDisk, root }),
    opa: env["ROLLCALL_OPA"] ?? null,
    searchPath: (env["PATH"] ?? "").split(delimiter).filter((directory) => directory.startsWith("/")),
    actor: env["ROLLCALL_ACTOR"] ?? env["GITHUB_ACTOR"] ?? env["USER"] ?? "unknown",
    engine: engineVersion(),
    emit: call.emit,
    signal: call.signal,
  };
}

/** The repository around the root; null when there is none. */
async function repositoryAt(root: string): Promise<Git | null> {
  for (let directory = root; ; directory = dirname(directory)) {
    if (existsSync(join(directory, ".git"))) return openGit(root, process.env);
    if (dirname(directory) === directory) return null;
  }
}
