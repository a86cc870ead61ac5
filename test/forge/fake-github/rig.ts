import { afterEach, beforeEach, expect } from "vitest";
import { type GitHub, type GitHubAccess, type GitHubCredentials, openGitHub } from "../../../src/forge/github.ts";
import { answerLimit } from "../../../src/forge/patience.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { virtualClock } from "../../support/virtual-clock.ts";
import { type FakeGitHub, openFakeGitHub } from "./open.ts";

/** A fake GitHub, and clients of it. */
export interface GitHubRig {
  readonly fake: FakeGitHub;
  /** Pauses that were asked for, in milliseconds. */
  readonly slept: number[];
  access(credentials?: GitHubCredentials | string): GitHubAccess;
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
    access: (who) => accessTo(current(), who),
    open: (who) =>
      openGitHub(accessTo(current(), who), { clock: pausingClock(slept), signal: new AbortController().signal }),
  };
}

function accessTo({ url: apiUrl }: FakeGitHub, who: GitHubCredentials | string = "robot-token"): GitHubAccess {
  const credentials: GitHubCredentials = typeof who === "string" ? { kind: "token", token: who } : who;
  return { owner: "meridian", repository: "access", credentials, apiUrl };
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
