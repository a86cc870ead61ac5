import { findPlanted } from "./plant.ts";
import { plantedBugs } from "./planted.ts";

/** Plants every bug and prints the table of docs/reliability.md; false when one is not found. */
export async function findAll(how: {
  readonly out: string;
  readonly threads: number;
  readonly print: (line: string) => void;
}): Promise<boolean> {
  const { out, threads, print } = how;
  print("| mistake | first seed | stories that found it | invariants |");
  print("|---|---|---|---|");
  let isWhole = true;
  for (const bug of plantedBugs) {
    const { seed, bad, told, broken } = await findPlanted(bug, { out, threads, from: 1, most: 5000, enough: 3 });
    print(`| ${bug.name} | ${seed ?? "none"} | ${bad} of ${told} | ${broken.join(" ")} |`);
    isWhole &&= seed !== null;
  }
  return isWhole;
}
