import { afterEach, beforeEach, expect } from "vitest";
import { type GitHub, type GitHubCredentials, openGitHub } from "../../../src/forge/github.ts";
import { answerLimit } from "../../../src/forge/patience.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { virtualClock } from "../../support/virtual-clock.ts";
import { type FakeGitHub, openFakeGitHub } from "./open.ts";

/** A fake GitHub, and clients of it. */
export interface GitHubRig {
  readonly fake: FakeGitHub;
  /** Pauses that were asked for, in milliseconds. */
  readonly slept: number[];
  /** A client with these credentials, or this token. */
  open(credentials?: GitHubCredentials | string): GitHub;
}

/** A fake for every test, which ends with it and was called only as GitHub's description allows. */
export function githubRig(): GitHubRig {
  let fake: FakeGitHub | null = null;
  let slept: number[] = [];
  const current = (): FakeGitHub => {
    if (fake === null) throw new Error("no test runs");
    return fake;
  };
  beforeEach(async () => {
    fake = await openFakeGitHub();
    slept = [];
  });
  afterEach(async () => {
    await current().close();
    expect(current().violations).toEqual([]);
  });
  return {
    get fake() {
      return current();
    },
    get slept() {
      return slept;
    },
    open: (who = "robot-token") => {
      const credentials: GitHubCredentials = typeof who === "string" ? { kind: "token", token: who } : who;
      const clock = pausingClock(slept);
      const access = { owner: "meridian", repository: "access", credentials, apiUrl: current().url };
      return openGitHub(access, { clock, signal: new AbortController().signal });
    },
  };
}

/** Pauses are jumped over; an answer may take as long as it really takes. */
function pausingClock(slept: number[]): Clock {
  const clock = virtualClock();
  return {
    ...clock,
    sleep: (milliseconds, signal) => {
      if (milliseconds === answerLimit) return new Promise((_, reject) => signal?.addEventListener("abort", reject));
      slept.push(milliseconds);
      return clock.sleep(milliseconds, signal);
    },
  };
}
