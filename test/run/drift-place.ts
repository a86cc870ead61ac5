import { encodePlan } from "../../src/apply/plan-file.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { systemCommand } from "../../src/ports/command.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { openGit } from "../../src/ports/git.ts";
import { openHttp } from "../../src/ports/http.ts";
import { systemSocket } from "../../src/ports/local-socket.ts";
import { installedPackages } from "../../src/ports/package.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { secretsFrom } from "../../src/ports/secret.ts";
import { startWorkerThread } from "../../src/ports/worker.ts";
import { type ApplyRequest, applyPlan } from "../../src/run/apply-plan.ts";
import { findDrift } from "../../src/run/find-drift.ts";
import { makePlan } from "../../src/run/make-plan.ts";
import { readApprovals } from "../../src/run/read-approvals.ts";
import type { World } from "../../src/run/world.ts";
import { approveAll } from "../support/approve.ts";
import { ByHand } from "../support/by-hand.ts";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";

/** The example organisation and its sandbox, planned and applied in this process, which takes a tenth of a new one. */
export class DriftPlace {
  readonly place: Workplace;
  readonly world: World;
  readonly hand: ByHand;

  constructor(place: Workplace, world: World) {
    this.place = place;
    this.world = world;
    this.hand = new ByHand(place);
  }

  static async open(): Promise<DriftPlace> {
    const place = await openWorkplace();
    const { root, environment } = place;
    const state = `${root}/.rollcall`;
    return new DriftPlace(place, {
      ...{ root, state, cache: `${state}/cache`, clock: systemClock, random: systemRandom, disk: systemDisk },
      ...{ command: systemCommand, processes: systemProcesses, packages: installedPackages, openHttp },
      ...{ localSocket: systemSocket, startWorker: startWorkerThread, opa: null, searchPath: [] },
      ...{ actor: "test", engine: "rollcall/test", git: await openGit(root, environment) },
      secret: secretsFrom({ environment, disk: systemDisk, root }),
      emit: () => {},
      signal: new AbortController().signal,
    });
  }

  /** Plans, has everybody agree, and applies. */
  async apply({ at = monday, only = null }: Partial<Pick<ApplyRequest, "only"> & { readonly at: string }> = {}) {
    const made = await makePlan(this.world, { ref: null, at });
    if (made.kind === "invalid") throw new Error(JSON.stringify(made.diagnostics));
    const reviews = await readApprovals(JSON.stringify(approveAll(made.plan)), "approvals.json");
    return applyPlan(this.world, { planText: encodePlan(made.plan), reviews, ref: null, at, only });
  }

  async find(at = monday) {
    const found = await findDrift(this.world, { ref: null, at });
    if (found.kind === "invalid") throw new Error(JSON.stringify(found.diagnostics));
    return found.report;
  }

  /** Keys of what was changed by hand, and of what is pending with the kind of why. */
  async keys(at = monday) {
    const { drift, pending } = await this.find(at);
    return {
      drift: drift.map(({ change, since }) => `${change.key} since ${since.sequence}`),
      pending: pending.map(({ change, why }) => `${change.key} ${why.kind}`),
    };
  }

  async commit(message: string): Promise<void> {
    await this.place.git("commit", "--quiet", "--all", "--message", message);
  }

  close(): Promise<void> {
    return this.place.close();
  }
}
