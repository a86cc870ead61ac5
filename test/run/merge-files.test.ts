import { expect, test } from "vitest";
import { readMerges, writeMerges } from "../../src/run/merge-files.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const merge = (digit: string) => ({
  name: { commit: digit.repeat(40), head: "b".repeat(40), pull_request: 7 },
  record: new TextEncoder().encode("{}"),
  signature: "signed",
  approvals: [],
});

test("merges that are fetched again take the place of those that were there", async () => {
  const disk = new FakeDisk();
  await writeMerges({ disk }, "/merges", [merge("1"), merge("2")]);
  await writeMerges({ disk }, "/merges", [merge("3")]);
  expect((await readMerges({ disk }, "/merges")).map(({ commit }) => commit)).toEqual(["3".repeat(40)]);
});

test("a directory that holds anything else is left as it is", async () => {
  const disk = new FakeDisk();
  await disk.write("/work/rollcall.yaml", new Uint8Array(1));
  await expect(writeMerges({ disk }, "/work", [merge("1")])).rejects.toMatchObject({ code: "input-invalid" });
  expect(await disk.read("/work/rollcall.yaml")).not.toBe(null);
});
