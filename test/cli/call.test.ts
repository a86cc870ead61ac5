import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { call } from "../../src/cli/call.ts";
import type { Command } from "../../src/cli/command.ts";
import { RollcallError } from "../../src/model/error.ts";
import { systemDisk } from "../../src/ports/disk.ts";

const told: string[] = [];
beforeEach(() => {
  told.length = 0;
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

const command = (run: Command["run"]): Command => ({
  ...{ usage: "", words: [0, 0], run },
  flags: { out: { type: "string" }, bind: { type: "string" } },
});

describe("a verb", () => {
  test("ends with 3 where a file is to be and a directory is, and names it", async () => {
    const read = command(async () => {
      await systemDisk.read(process.cwd());
      return 0;
    });
    expect(await call("plan", read, [])).toBe(3);
    expect(told.join("")).toContain(process.cwd());
  });

  test("says what keeps it from going on, and nothing of that reaches the terminal as a command", async () => {
    const refused = command(() => Promise.reject(new RollcallError("plan-denied", "no \u001b[2J\r\n  e1 \u202e")));
    expect(await call("plan", refused, [])).toBe(4);
    expect(told.join("")).toMatch(/^rollcall plan: no [ -~]*\n {2}e1 [ -~]*\n$/);
  });

  test("ends with 1 for an error that nobody foresaw", async () => {
    const fails = command(() => Promise.reject(new Error("no such thing")));
    expect(await call("plan", fails, [])).toBe(1);
  });

  test.each(["out", "bind"])("does nothing with an empty --%s", async (flag) => {
    const run = vi.fn<Command["run"]>(async () => 0);
    expect(await call("plan", command(run), [`--${flag}`, ""])).toBe(3);
    expect(run).not.toHaveBeenCalled();
    expect(told.join("")).toContain(`--${flag}`);
  });
});
