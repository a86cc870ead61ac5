import { believeCheapSignatures } from "./cheap-signatures.ts";
import { dieEverywhere } from "./exhaustive.ts";
import { smallStories } from "./small-stories.ts";
import { scriptText } from "./tell.ts";

/** So many of the small stories are told with two deaths as well. */
const withPairs = 2;

/** Dies once everywhere in every small story, and twice everywhere in the first of them; prints the counts. False when an invariant broke. */
export async function exhaust(print: (line: string) => void): Promise<boolean> {
  believeCheapSignatures();
  let isWell = true;
  for (const [at, seed] of smallStories.entries())
    for (const pairs of at < withPairs ? [false, true] : [false]) {
      const kinds = pairs ? (["power-cut"] as const) : undefined;
      const { runs, bad } = await dieEverywhere(seed, { stride: 1, pairs, ...(kinds === undefined ? {} : { kinds }) });
      print(`story ${seed}, ${pairs ? "two deaths" : "one death"}: ${runs} runs, ${bad.length} broke an invariant`);
      for (const told of bad.slice(0, 5)) print(`  ${scriptText(told)}: ${told.violations.join("; ")}`);
      isWell &&= bad.length === 0;
    }
  return isWell;
}
