import { beforeAll, expect, test } from "vitest";
import { believeCheapSignatures } from "./cheap-signatures.ts";
import { dieEverywhere } from "./exhaustive.ts";
import { smallStories } from "./small-stories.ts";
import { scriptText } from "./tell.ts";

beforeAll(believeCheapSignatures);

test("a death at any step leaves nothing that the next life does not put right", { timeout: 300_000 }, async () => {
  const [story = 0] = smallStories;
  const { runs, bad } = await dieEverywhere(story, { stride: 6, pairs: false });
  expect(bad.map((told) => [scriptText(told), ...told.violations])).toEqual([]);
  expect(runs).toBeGreaterThan(30);
});
