import type { Event } from "../../src/model/event.ts";
import type { World } from "../../src/run/world.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Machine } from "./machine.ts";
import { clockOf, type Timeline } from "./timeline.ts";
import type { Wire } from "./wire.ts";
import { token } from "./workplace.ts";

/** What the world of one process is made of. */
export interface SessionParts {
  readonly life: Life;
  readonly machine: Machine;
  readonly timeline: Timeline;
  readonly wire: Wire;
  readonly dice: Dice;
  readonly emit: (event: Event) => void;
}

/** The world of one process: the product's own ports, every one of them simulated. */
export function worldOf({ life, machine, timeline, wire, dice, emit }: SessionParts): World {
  return {
    ...{ root: "/repository", state: "/state", cache: "/cache", opa: null, searchPath: [] },
    ...{ actor: "ci", engine: "rollcall 0.0.0-sim", signal: life.stop.signal, emit },
    processes: machine.start(life),
    git: machine.repository.view(life),
    disk: machine.disk.view(life),
    clock: clockOf(timeline, life),
    openHttp: wire.open(life),
    secret: async () => token,
    random: dice.fork(),
    command: { run: absent },
    localSocket: { ask: absent },
    packages: { platform: "none", module: () => null, program: async () => null },
    startWorker: absent,
  };
}

function absent(): never {
  throw new Error("a simulation starts no programs");
}
