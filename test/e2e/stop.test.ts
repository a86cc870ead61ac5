import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import type { Event } from "../../src/model/event.ts";
import type { LedgerRun } from "../../src/model/ledger.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";

const main = fileURLToPath(new URL("../../dist/bin/rollcall.js", import.meta.url));
const applying = ["apply", "first.plan.json", "--approvals", "approvals.json", "--at", monday, "--progress", "json"];

describe("an apply that gets a signal", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
  });
  afterEach(() => place.close());

  /** Applies, and sends one SIGINT after the other, each when its moment has come. */
  const interrupted = async (...moments: readonly (() => Promise<void>)[]) => {
    const child = spawn(process.execPath, [main, ...applying], { cwd: place.root, env: place.environment });
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    for (const moment of moments) {
      await moment();
      child.kill("SIGINT");
    }
    const code = await ended;
    const events: readonly Event[] = stderr
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    return { code, events };
  };
  const happens = (isSo: () => boolean) => async () => {
    while (!isSo()) await sleep(5);
  };

  test("inside a long Retry-After ends, records what was done, and a new plan holds the rest", async () => {
    const chat = place.sandbox.faults("chat");
    chat.add({
      kind: "status",
      status: 429,
      retryAfter: "240",
      method: "POST",
      after: 5,
      times: Number.POSITIVE_INFINITY,
    });
    const isRefused = () => (place.sandbox.counters("chat").byStatus["429"] ?? 0) > 0;
    const { code, events } = await interrupted(happens(isRefused));
    expect(code).toBe(7);
    expect(events[0]).toMatchObject({ format_version: "1.0", kind: "reading" });
    expect(events.some(({ kind }) => kind === "waiting")).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: "recorded", sequence: 2 });
    chat.clear();
    const { record }: LedgerRun = JSON.parse((await place.rollcall("audit", "show", "2", "--format", "json")).stdout);
    expect(record.conclusion).toBe("partial");
    const made = record.entries.filter(({ status }) => status === "applied" || status === "unverified");
    const others = record.entries.filter((entry) => !made.includes(entry));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set(["not-reached"]));
    expect(place.sandbox.log("chat")).toHaveLength(made.filter(({ application }) => application === "chat").length);
    // As if the four minutes had passed: the wait outlives the process.
    await rm(place.path(".rollcall/pace.json"));
    await place.rollcall("plan", "--at", monday, "--out", "rest.plan.json");
    const rest = decodePlan(await place.read("rest.plan.json")).changes.map(({ change }) => change.key);
    expect(rest.toSorted()).toEqual(others.map(({ key }) => key).toSorted());
  });

  test("a second time ends at once, and the same plan goes on where it stopped", async () => {
    const chat = place.sandbox.faults("chat");
    chat.add({ kind: "hang-before-effect", method: "POST", after: 3, times: Number.POSITIVE_INFINITY });
    const hangs = happens(() => place.sandbox.log("chat").length >= 3);
    const { code, events } = await interrupted(hangs, () => sleep(300));
    expect(code).toBe(null);
    expect(events.some(({ kind }) => kind === "recorded")).toBe(false);
    chat.clear();
    expect(await place.rollcall(...applying)).toMatchObject({ code: 0 });
    expect(await place.rollcall("plan", "--at", monday, "--detailed-exitcode")).toMatchObject({ code: 0 });
  });
});
