import { expect, test } from "vitest";
import { loadPools } from "../../src/desired/load-pools.ts";
import { aTree, loadedAt } from "../support/written.ts";

test("pools alone are read past the folders that lie among them", async () => {
  const notice = "- { person: e1001, lastSignIn: null, noticed: 2026-11-20 }\n";
  const pools = await loadPools(await aTree({ "pools/notices/ide.yaml": notice }), loadedAt);
  expect(pools?.map(({ name }) => name)).toEqual(["ide"]);
});
