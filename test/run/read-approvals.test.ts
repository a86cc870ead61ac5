import { describe, expect, test } from "vitest";
import { readApprovals, withProposers } from "../../src/run/read-approvals.ts";

const operations = "sha256:abc";
const entry = { operations, by: "e1049", team: "security", at: "2026-11-23T10:30:00+01:00" };
const read = (value: unknown) =>
  readApprovals(typeof value === "string" ? value : JSON.stringify(value), "approvals.json");

describe("a file of approvals", () => {
  test("may be a list of them", async () => {
    expect(await read([entry])).toEqual({
      ...{ published: null, proposers: [], overrides: [] },
      reviews: [{ ...entry, at: "2026-11-23T09:30:00Z", state: "approved", isBot: false, mayWrite: null }],
    });
    expect(await read("[]")).toEqual({ published: null, proposers: [], reviews: [], overrides: [] });
  });

  test("may tell publication, proposers, and what the forge says of each review", async () => {
    const override = {
      kind: "override",
      guard: "removals.mass",
      operations,
      by: "e1",
      at: "2026-11-23T09:31:00Z",
      reason: "x",
    };
    const found = await read({
      published: "2026-11-23T09:00:00.123Z",
      proposers: ["octocat"],
      reviews: [
        { by: "bot", at: "2026-11-23T09:30:00Z", operations: null, state: "CHANGES_REQUESTED", bot: true },
        { by: "cho", at: "2026-11-23T09:30:00Z", operations, state: "dismissed", permission: "read" },
        override,
      ],
    });
    expect(found).toMatchObject({ published: "2026-11-23T09:00:00Z", proposers: ["octocat"] });
    expect(found.reviews).toMatchObject([
      { state: "changes-requested", operations: null, team: null, isBot: true, mayWrite: null },
      { state: "dismissed", operations, isBot: false, mayWrite: false },
    ]);
    expect(found.overrides).toMatchObject([{ guard: "removals.mass", operations, by: "e1", reason: "x" }]);
  });

  test.each([
    ["no JSON", "{"],
    ["a text", '"yes"'],
    ["no reviews", {}],
    ["an entry without a moment", [{ operations, by: "e1", team: "security" }]],
    ["a moment that is none", [{ ...entry, at: "yesterday" }]],
    ["a moment without a zone", [{ ...entry, at: "2026-11-23T10:30:00" }]],
    ["a misspelt key", [{ ...entry, bots: true }]],
    ["an unknown state", [{ ...entry, state: "lgtm" }]],
    [
      "an override without a reason",
      [{ kind: "override", guard: "removals.mass", operations, by: "e1", at: entry.at }],
    ],
    ["a review that names a guard", [{ ...entry, guard: "removals.mass" }]],
  ])("with %s is refused as wrong input", async (_, value) => {
    await expect(read(value)).rejects.toMatchObject({ code: "input-invalid" });
  });
});

test("proposers of a flag come to those of the file", async () => {
  const found = withProposers(await read({ proposers: ["a"], reviews: [] }), ["b"]);
  expect(found.proposers).toEqual(["a", "b"]);
});
