import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PlantedBug } from "./planted.ts";
import { tellMany } from "./pool.ts";

/** How soon a planted bug was found. */
export interface Found {
  readonly name: string;
  /** Stories told. */
  readonly told: number;
  /** How many of them broke an invariant. */
  readonly bad: number;
  /** The first seed that did; null: none. */
  readonly seed: number | null;
  /** Invariants that were broken, such as `I6`. */
  readonly broken: readonly string[];
}

/** Plants a bug in a copy of the compiled simulation and tells stories until it is found. Throws when its line is not there exactly once. */
export async function findPlanted(
  bug: PlantedBug,
  how: {
    readonly out: string;
    readonly threads: number;
    readonly from: number;
    readonly most: number;
    readonly enough: number;
  },
): Promise<Found> {
  const copy = `${how.out}-${bug.name.replaceAll(/\W+/g, "-")}`;
  try {
    cpSync(how.out, copy, { recursive: true });
    for (const edit of bug.edits) makeWrong(bug.name, join(copy, "src", edit.file), edit);
    const script = pathToFileURL(join(copy, "test", "simulation", "worker.js"));
    const summary = await tellMany({ ...how, script, count: how.most, chunk: 20 });
    const broken = new Set(summary.bad.flatMap(({ violations }) => violations.map((text) => text.split(":")[0] ?? "")));
    const { name } = bug;
    return {
      ...{ name, told: summary.count, bad: summary.bad.length },
      ...{ seed: summary.bad[0]?.seed ?? null, broken: [...broken].sort() },
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function makeWrong(name: string, path: string, edit: PlantedBug["edits"][number]): void {
  const parts = readFileSync(path, "utf8").split(edit.find);
  if (parts.length !== 2) throw new Error(`${name}: ${edit.file} has its line ${parts.length - 1} times: ${edit.find}`);
  writeFileSync(path, parts.join(edit.replace));
}
