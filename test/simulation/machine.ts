import type { Processes } from "../../src/ports/processes.ts";
import type { Life } from "./life.ts";
import { SimDisk } from "./sim-disk.ts";
import type { GitWorld } from "./sim-git.ts";
import { SimRepository } from "./sim-git.ts";

/** One computer: a disk, a clone of the repository, and processes. */
export class Machine {
  readonly name: string;
  readonly disk = new SimDisk();
  readonly repository: SimRepository;
  readonly #lives: Life[] = [];

  constructor(name: string, git: GitWorld) {
    this.name = name;
    this.repository = new SimRepository(git);
  }

  /** Starts a process; its id is never used again. */
  start(life: Life): Processes {
    const pid = this.#lives.push(life);
    return {
      self: { pid, host: this.name, started: pid },
      isAlive: (other) => this.#lives[other - 1]?.isAlive ?? false,
    };
  }
}
