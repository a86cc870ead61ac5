import { describe, expect, test } from "vitest";
import { type ConsoleOptions, openConsole } from "../../src/cli/console.ts";

function recorded(options: Partial<Pick<ConsoleOptions, "quiet">> & { terminal?: boolean } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const console = openConsole({
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text), isTTY: options.terminal === true, columns: 40 },
    color: false,
    quiet: options.quiet === true,
    format: "text",
  });
  return { console, out, err };
}

const reading = { kind: "reading", application: "chat", accounts: 200, groups: 0 } as const;

describe("the console", () => {
  test("shows progress on a terminal as one line that gives way to what is printed", () => {
    const { console, out, err } = recorded({ terminal: true });
    console.emit(reading);
    console.emit({ ...reading, accounts: 400 });
    console.print("done");
    expect(err.join("")).toBe(
      "\r\x1b[2Kreading chat: 200 accounts, 0 groups\r\x1b[2Kreading chat: 400 accounts, 0 groups\r\x1b[2K",
    );
    expect(out).toEqual(["done\n"]);
  });

  test("cuts progress to the width of the terminal", () => {
    const { console, err } = recorded({ terminal: true });
    console.emit({ ...reading, application: "a".repeat(100) });
    expect(err.join("").replace("\r\x1b[2K", "")).toHaveLength(39);
  });

  test("shows no progress in a pipe, and none when it is to be quiet", () => {
    for (const options of [{}, { terminal: true, quiet: true }]) {
      const { console, err } = recorded(options);
      console.emit(reading);
      expect(err).toEqual([]);
    }
  });

  test("keeps remarks to itself when it is to be quiet, but not what went wrong", () => {
    const { console, err } = recorded({ quiet: true });
    console.note("by the way");
    console.complain("it broke");
    expect(err).toEqual(["it broke\n"]);
  });
});
