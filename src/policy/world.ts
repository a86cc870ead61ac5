import type { Clock } from "../ports/clock.ts";
import type { Command } from "../ports/command.ts";
import type { Disk } from "../ports/disk.ts";
import type { Packages } from "../ports/package.ts";
import type { Random } from "../ports/random.ts";
import type { StartWorker } from "../ports/worker.ts";

/** What compiling and judging need from outside. */
export interface PolicyWorld {
  readonly disk: Disk;
  readonly command: Command;
  readonly clock: Clock;
  readonly random: Random;
  readonly packages: Packages;
  readonly startWorker: StartWorker;
  /** Absolute path of a directory that may be lost at any time. */
  readonly cache: string;
  /** An OPA binary to take instead of the packaged one (`ROLLCALL_OPA`); null for the usual search. */
  readonly opa: string | null;
  /** Absolute directories to look for `opa` in (`PATH`, split), after the package. */
  readonly searchPath: readonly string[];
}

/** One Rego file; `path` is relative to the root of the tree. */
export interface PolicySource {
  readonly path: string;
  readonly text: string;
}
