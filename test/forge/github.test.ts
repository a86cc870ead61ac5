import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { publishComment } from "../../src/forge/comment.ts";
import { openGitHub } from "../../src/forge/github.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { entities } from "../../src/report/markdown-escape.ts";
import { openFakeGitHub } from "./fake-github/open.ts";
import { githubRig } from "./fake-github/rig.ts";

const refused = { name: "RollcallError", code: "application-refused" };
const unreachable = { name: "RollcallError", code: "application-unreachable" };

describe("talking to GitHub", () => {
  const rig = githubRig();

  test.each([403, 429] as const)("waits as long as a %i asks for before it creates", async (status) => {
    rig.fake.fail("issues/create-comment", { kind: "secondary-limit", status, retryAfter: 17 });
    await publishComment(rig.open(), 7, "plan");
    expect(rig.slept).toEqual([17_000]);
    expect(rig.fake.at.comments).toHaveLength(1);
  });

  test("waits a minute for a secondary limit that names no time", async () => {
    rig.fake.fail("issues/list-comments", { kind: "secondary-limit", status: 403, retryAfter: null });
    await publishComment(rig.open(), 7, "plan");
    expect(rig.slept).toEqual([60_000]);
  });

  test("gives up at once, and says when to come back, when the wait is out of bounds", async () => {
    rig.fake.fail("issues/create-comment", { kind: "secondary-limit", status: 429, retryAfter: 3_600 });
    await expect(publishComment(rig.open(), 7, "plan")).rejects.toMatchObject({
      ...unreachable,
      message: expect.stringContaining("2026-11-20T09:00:00Z"),
    });
    expect(rig.slept).toEqual([]);
  });

  test("waits for the hour's limit to begin anew when that is soon", async () => {
    const reset = Date.parse("2026-11-20T08:00:00Z") / 1000 + 40;
    rig.fake.fail("issues/list-comments", { kind: "primary-limit", reset });
    await publishComment(rig.open(), 7, "plan");
    expect(rig.slept).toEqual([41_000]);
  });

  test("reads again while GitHub does not answer, and ends within five minutes", async () => {
    for (let time = 0; time < 40; time += 1)
      rig.fake.fail("issues/list-comments", { kind: time % 2 === 0 ? "lost" : "bad-gateway", when: "before" });
    await expect(publishComment(rig.open(), 7, "plan")).rejects.toMatchObject(unreachable);
    expect(rig.slept.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(rig.slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(300_000);
  });

  test.each([
    ["a token that nobody knows", "nobody-token", 7, /401.*valid/],
    ["a token that may not write", "reading-token", 7, /403.*permission/],
    ["a pull request that is not there", "robot-token", 8, /404.*number/],
  ])("says what to do about %s", async (_, token, number, words) => {
    rig.fake.at.bearers.set("reading-token", { login: "reader", kind: "person", may: new Set(["pull_requests:read"]) });
    await expect(publishComment(rig.open(token), number, "plan")).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(words),
    });
  });

  test("says that a comment is too long", async () => {
    await expect(publishComment(rig.open(), 7, "x".repeat(70_000))).rejects.toMatchObject(refused);
  });

  test("stops between two attempts when the run is stopped", async () => {
    const stop = new AbortController();
    const access = { owner: "meridian", repository: "access", apiUrl: rig.fake.url } as const;
    const credentials = { kind: "token", token: "robot-token" } as const;
    const github = openGitHub({ ...access, credentials }, { clock: systemClock, signal: stop.signal });
    rig.fake.fail("users/get-authenticated", { kind: "lost", when: "before" });
    rig.fake.before("users/get-authenticated", () => stop.abort(new Error("stopped")));
    await expect(publishComment(github, 7, "plan")).rejects.toThrow("stopped");
  });

  test("tells no secret that GitHub sends back, in any of its forms", async () => {
    const token = 'ghp_caña"ry+/secret&0123456789';
    rig.fake.at.bearers.set(token, { login: "robot", kind: "person", may: new Set(["pull_requests:write"]) });
    const bytes = Buffer.from(token);
    const forms = [
      ...[token, bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")],
      ...[encodeURIComponent(token), JSON.stringify(token).slice(1, -1), entities(token)],
    ];
    for (const form of forms) {
      rig.fake.at.comments.length = 0;
      rig.fake.fail("issues/create-comment", { kind: "says", status: 403, message: `no, ${form}, no` });
      const github = rig.open({ kind: "token", token });
      const failure = await publishComment(github, 7, `plan ${form}`).catch((error: unknown) => error);
      expect(failure).toMatchObject(refused);
      for (const each of forms) expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain(each);
      await publishComment(github, 7, `plan ${form}`);
      for (const each of forms) expect(rig.fake.at.comments[0]?.body).not.toContain(each);
    }
  });
});

describe("as an App", () => {
  const rig = githubRig();
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const app = { kind: "app", app: "1234", installation: 42, privateKey } as const;

  test("signs as the App, speaks as its installation, and knows its own comment", async () => {
    rig.fake.install({ id: "1234", publicKey, slug: "rollcall", may: ["pull_requests:write"] });
    await publishComment(rig.open(app), 7, "plan one");
    expect((await publishComment(rig.open(app), 7, "plan two")).kind).toBe("updated");
    expect(rig.fake.at.comments.map(({ login }) => login)).toEqual(["rollcall[bot]"]);
  });

  test("says that an installation is not there, and nothing of the key", async () => {
    rig.fake.install({ id: "1234", publicKey, slug: "rollcall", may: [] });
    const failure = await publishComment(rig.open({ ...app, installation: 43 }), 7, "plan").catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject(refused);
    expect(inspect(failure, { depth: 20 })).not.toContain("PRIVATE KEY");
  });
});

test("speaks with GitHub Enterprise Server below its /api/v3", async () => {
  const fake = await openFakeGitHub("/api/v3");
  const access = { owner: "meridian", repository: "access", apiUrl: `${fake.url}/` };
  const credentials = { kind: "token", token: "workflow-token" } as const;
  const github = openGitHub({ ...access, credentials }, { clock: systemClock, signal: new AbortController().signal });
  await publishComment(github, 7, "plan one");
  expect((await publishComment(github, 7, "plan two")).kind).toBe("updated");
  await fake.close();
  expect(fake.violations).toEqual([]);
});
