import { describe, expect, test } from "vitest";
import { GitFailure } from "../../src/ports/git-process.ts";
import { push } from "../../src/ports/git-refs.ts";

const change = { ref: "refs/rollcall/apply", oid: "a".repeat(40), expected: null };

describe("a push", () => {
  test("that was ended before it said anything has failed, and may have arrived", async () => {
    const run = () => Promise.reject(new GitFailure("failed", "git could not run: block timeout reached"));
    const result = await push(run, "origin", change);
    expect(result).toEqual({ kind: "failed", reason: "git could not run: block timeout reached" });
  });

  test("that no git could be asked for by mistake is no failure of the remote", async () => {
    const run = () => Promise.reject(new TypeError("a bug"));
    await expect(push(run, "origin", change)).rejects.toThrow("a bug");
  });
});
