import { describe, expect, test } from "vitest";
import { type ConsoleOptions, openConsole, type Timer } from "../../src/cli/console.ts";
import type { Event } from "../../src/model/event.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";

/** Time that stands still until it is moved. */
function fakeTimer(): Timer & { advance(milliseconds: number): void; readonly waiting: number } {
  let now = 0;
  let sleepers: { readonly due: number; readonly act: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, act) {
      const sleeper = { due: now + milliseconds, act };
      sleepers.push(sleeper);
      return { cancel: () => (sleepers = sleepers.filter((each) => each !== sleeper)) };
    },
    advance(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const [next] = sleepers.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
        if (next === undefined) break;
        now = next.due;
        sleepers = sleepers.filter((each) => each !== next);
        next.act();
      }
      now = until;
    },
    get waiting() {
      return sleepers.length;
    },
  };
}

function recorded(options: Partial<Pick<ConsoleOptions, "quiet" | "progress">> & { terminal?: boolean } = {}) {
  const { terminal: isTerminal = false, ...rest } = options;
  const terminal = new FakeTerminal(40);
  const out: string[] = [];
  const timer = fakeTimer();
  const err: string[] = [];
  const stderr = isTerminal ? terminal : { write: (text: string) => err.push(text) };
  const stdout = { write: (text: string) => out.push(text) };
  const console = openConsole({ stdout, stderr, color: false, quiet: false, format: "text", timer, ...rest });
  return { console, terminal, timer, out, err };
}

const reading = { kind: "reading", application: "chat", accounts: 200, groups: 0 } as const;
const applying: Event = {
  ...{ kind: "applying", total: 4, done: 0 },
  applications: ["chat", "directory"].map((application) => ({ application, total: 2, done: 0 })),
};

describe("progress on a terminal", () => {
  test("is a line for each application, written over in place in one write a frame", () => {
    const { console, terminal, timer } = recorded({ terminal: true });
    console.emit(applying);
    expect(terminal.screen).toHaveLength(3);
    timer.advance(500);
    console.emit({ kind: "waiting", application: "chat", milliseconds: 5000, reason: "the rate limit" });
    expect(terminal.screen).toHaveLength(3);
    expect(terminal.screen[1]).toContain("waits 5 s");
    timer.advance(2000);
    expect(terminal.screen[1]).toContain("waits 3 s");
    expect(terminal.written).toHaveLength(4);
    expect(terminal.written.filter((frame) => frame.includes("\x1b[2K") || frame.includes("\x1b[2J"))).toEqual([]);
  });

  test("draws no more than a frame in a tenth of a second, and none that shows nothing new", () => {
    const { console, terminal, timer } = recorded({ terminal: true });
    for (let accounts = 1; accounts <= 1000; accounts += 1) console.emit({ ...reading, accounts });
    expect(terminal.written).toHaveLength(1);
    timer.advance(1000);
    expect(terminal.written).toHaveLength(2);
    expect(terminal.screen).toEqual(["chat  1000 accounts, 0 groups  reading"]);
    console.emit({ ...reading, accounts: 1000 });
    expect(terminal.written).toHaveLength(2);
  });

  test("gives way to what is printed, and leaves nothing behind when it ends", () => {
    const { console, terminal, timer, out } = recorded({ terminal: true });
    console.emit(applying);
    console.complain("it broke");
    expect(terminal.screen).toEqual(["it broke"]);
    timer.advance(500);
    console.emit({ kind: "ring-begun", ring: 1, rings: 2, people: 3 });
    expect(terminal.screen).toHaveLength(4);
    console.print("done");
    expect([terminal.screen, out]).toEqual([["it broke"], ["done\n"]]);
    console.emit(applying);
    console.close();
    console.emit(applying);
    expect([terminal.screen, terminal.cursor, timer.waiting]).toEqual([["it broke"], [1, 0], 0]);
  });

  test("is never as wide as the terminal", () => {
    const { console, terminal } = recorded({ terminal: true });
    console.emit({ ...reading, application: "a".repeat(100) });
    expect(terminal.widest).toBe(39);
  });
});

describe("progress elsewhere", () => {
  test("is not shown in a pipe, nor when it is to be quiet", () => {
    const { console, err } = recorded();
    console.emit(reading);
    expect(err).toEqual([]);
    const quiet = recorded({ terminal: true, quiet: true });
    quiet.console.emit(reading);
    expect(quiet.terminal.written).toEqual([]);
  });

  test("is a log of JSON lines for a verb that keeps one: what is news, and now and then that all is well", () => {
    const { console, err } = recorded({ progress: "log" });
    console.emit(applying);
    for (let at = 0; at < 3; at += 1) console.emit(reading);
    const lines = err.join("").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ format_version: "1.0", ...applying }, reading]);
    const quiet = recorded({ progress: "log", quiet: true });
    quiet.console.emit(applying);
    expect(quiet.err).toEqual([]);
    const live = recorded({ progress: "log", terminal: true });
    live.console.emit(applying);
    expect(live.terminal.written.join("")).not.toContain("{");
  });

  test("is one JSON object a line where that is asked for, with its format on the first", () => {
    for (const terminal of [false, true]) {
      const asked = recorded({ progress: "json", terminal });
      asked.console.emit(reading);
      asked.console.emit(applying);
      const lines = (terminal ? asked.terminal.written : asked.err).join("").split("\n");
      expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([
        { format_version: "1.0", ...reading },
        applying,
      ]);
      expect(lines.slice(2)).toEqual([""]);
    }
  });
});

describe("the console", () => {
  test("keeps remarks to itself when it is to be quiet, but not what went wrong", () => {
    const { console, err } = recorded({ quiet: true });
    console.note("by the way");
    console.complain("it broke");
    expect(err).toEqual(["it broke\n"]);
  });
});
