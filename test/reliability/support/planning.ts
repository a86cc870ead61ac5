import type { Plan } from "../../../src/model/plan.ts";
import { systemClock } from "../../../src/ports/clock.ts";
import { systemCommand } from "../../../src/ports/command.ts";
import { systemDisk } from "../../../src/ports/disk.ts";
import { openGit } from "../../../src/ports/git.ts";
import { openHttp } from "../../../src/ports/http.ts";
import { systemSocket } from "../../../src/ports/local-socket.ts";
import { installedPackages } from "../../../src/ports/package.ts";
import { systemProcesses } from "../../../src/ports/processes.ts";
import { systemRandom } from "../../../src/ports/random.ts";
import { secretsFrom } from "../../../src/ports/secret.ts";
import { startWorkerThread } from "../../../src/ports/worker.ts";
import { makePlan } from "../../../src/run/make-plan.ts";
import { savePlan } from "../../../src/run/save-plan.ts";
import type { World } from "../../../src/run/world.ts";
import { type Place, stateOf } from "./child.ts";

/** Makes a plan in this process, where it takes a tenth of what a new one takes, and writes it beside the files. */
export async function planAt(place: Place, at: string, file: string): Promise<Plan> {
  const world = await worldOf(place);
  const result = await makePlan(world, { ref: null, at });
  if (result.kind === "invalid") throw new Error(`no plan: ${JSON.stringify(result.diagnostics)}`);
  await savePlan(world, `${place.root}/${file}`, result.plan);
  return result.plan;
}

async function worldOf(place: Place): Promise<World> {
  const { root, environment } = place;
  const state = stateOf(place);
  return {
    ...{ root, state, cache: `${state}/cache`, clock: systemClock, random: systemRandom, disk: systemDisk },
    ...{ command: systemCommand, processes: systemProcesses, packages: installedPackages, openHttp },
    localSocket: systemSocket,
    ...{ startWorker: startWorkerThread, opa: null, searchPath: [], actor: "proof", engine: "rollcall/proof" },
    git: await openGit(root, environment),
    secret: secretsFrom({ environment, disk: systemDisk, root }),
    emit: () => {},
    signal: new AbortController().signal,
  };
}
