import { afterEach, describe, expect, test } from "vitest";
import type { HeldJoiner } from "../../src/model/joiner-queue.ts";
import { openHttp } from "../../src/ports/http.ts";
import { secretsFrom } from "../../src/ports/secret.ts";
import { alertJoiners } from "../../src/run/alert-joiners.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { aHeldJoiner, joinerSettings } from "../support/joiners.ts";
import { openWebhook } from "../support/webhook.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const at = "2026-11-23T12:00:00Z";
const device = { kind: "device" as const, id: "device:j1", people: ["j1", "j2", "j3"], since: at };
const queueOf = (...held: readonly HeldJoiner[]) => ({ at, reviewSla: 4 * 3_600_000, held, clusters: [device] });
const held = (person: string, wish: Partial<HeldJoiner> = {}) => aHeldJoiner({ person, isOverdue: false, ...wish });

/** A machine with a state directory of its own, whose sleeps take no time. */
async function aMachine(alarm: string | null, disk = new FakeDisk()) {
  const clock = new FakeClock();
  const sleep = async () => {};
  const world = {
    ...{ clock: { now: () => clock.now(), monotonic: () => 0, sleep }, disk, openHttp, state: "/state" },
    ...{ secret: secretsFrom({ environment: {}, disk, root: "/root" }), signal: new AbortController().signal },
  };
  const organization = { name: "acme", joiners: { ...joinerSettings([]), alarm } };
  return (...people: readonly HeldJoiner[]) => alertJoiners(world, organization, queueOf(...people));
}

async function aWebhook(...answers: number[]) {
  const webhook = await openWebhook(...answers);
  closers.push(webhook.close);
  return webhook;
}

describe("an alarm", () => {
  test("counts who is newly held and which clusters are new, and names nobody", async () => {
    const webhook = await aWebhook();
    const tell = await aMachine(webhook.url);
    const clusters = [device.id];
    const sent = await tell(held("j1", { clusters }), held("j2", { clusters, verdict: "block", isOverdue: true }));
    expect(sent).toEqual({ kind: "sent", held: 2, clusters: 1 });
    expect(webhook.heard[0]?.body).toEqual({
      ...{ format_version: "1.0", kind: "joiners-held", organization: "acme", at },
      ...{ held: { review: 1, block: 1 }, new: { review: 1, block: 1 }, overdue: 1 },
      triggers: [{ kind: "device", key: expect.stringMatching(/^[0-9a-f]{32}$/), people: 3, since: at }],
    });
    expect(JSON.stringify(webhook.heard)).not.toMatch(/j1|j2|e1001/);
  });

  test("is raised once for each trigger: who is new is told of alone, and a verdict that got worse is new", async () => {
    const webhook = await aWebhook();
    const tell = await aMachine(webhook.url);
    await tell(held("a"));
    expect(await tell(held("a"))).toEqual({ kind: "nothing-new" });
    expect(await tell(held("a"), held("b"))).toEqual({ kind: "sent", held: 1, clusters: 0 });
    expect(await tell(held("a", { verdict: "block" }), held("b"))).toEqual({ kind: "sent", held: 1, clusters: 0 });
    expect(await tell(held("b"))).toEqual({ kind: "nothing-new" });
    expect(await tell()).toEqual({ kind: "nothing-new" });
    expect(webhook.heard).toHaveLength(3);
  });

  test("is raised again for somebody who was let go and is held anew", async () => {
    const webhook = await aWebhook();
    const tell = await aMachine(webhook.url);
    await tell(held("a"));
    await tell();
    expect(await tell(held("a"))).toMatchObject({ kind: "sent" });
  });

  test("is not raised for who was blocked by hand", async () => {
    const webhook = await aWebhook();
    const tell = await aMachine(webhook.url);
    expect(await tell(held("a", { verdict: "block", decidedBy: "security" }))).toEqual({ kind: "nothing-new" });
  });

  test("bears the same key on every machine that sees the same, and another one for what comes after", async () => {
    const webhook = await aWebhook();
    for (const people of [["a", "b"], ["b", "a"], ["a"]]) {
      await (await aMachine(webhook.url))(...people.map((person) => held(person)));
    }
    const [one, two, three] = webhook.heard.map(({ key }) => key);
    expect(one).toMatch(/^acme\/joiners\/[0-9a-f]{32}$/);
    expect(two).toBe(one);
    expect(three).not.toBe(one);
  });

  test("that could not be posted counts as not raised, and comes the next time", async () => {
    const webhook = await aWebhook(500, 500, 500);
    const tell = await aMachine(webhook.url);
    await expect(tell(held("a"))).rejects.toMatchObject({ code: "application-unreachable" });
    expect(await tell(held("a"))).toMatchObject({ kind: "sent" });
  });

  test("is raised again rather than never when nobody can read what was told", async () => {
    const webhook = await aWebhook();
    const disk = new FakeDisk();
    await disk.write("/state/joiner-alerts.json", new TextEncoder().encode("{"));
    const tell = await aMachine(webhook.url, disk);
    expect(await tell(held("a"))).toMatchObject({ kind: "sent" });
  });

  test("needs somebody to be told", async () => {
    await expect((await aMachine(null))(held("a"))).rejects.toMatchObject({ code: "input-invalid" });
  });
});
