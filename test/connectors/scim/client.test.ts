import { describe, expect, test } from "vitest";
import type { Departure, Heard, Pace } from "../../../src/connectors/pace.ts";
import { ScimClient, type ScimRequest } from "../../../src/connectors/scim/client.ts";
import { Stop } from "../../../src/connectors/scim/stop.ts";
import { HttpFailure, type HttpRequest, type HttpResponse } from "../../../src/ports/http.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

const { signal } = new AbortController();
const ok: HttpResponse = { status: 200, headers: { "content-type": "application/scim+json" }, body: "{}" };
const status = (code: number, headers: Record<string, string> = {}): HttpResponse => ({
  status: code,
  headers,
  body: "",
});
const lost = new HttpFailure("reset", "gone", { sent: true });
const get: ScimRequest = { method: "GET", path: "/Users/u1" };
const create: ScimRequest = { method: "POST", path: "/Users", body: { userName: "a@example.com" } };

/** A client whose requests get these answers, the last one again and again, and what its pace was told. */
function aClient(answers: readonly (HttpResponse | HttpFailure)[], isAllowedFor = false) {
  const clock = virtualClock();
  const sent: (HttpRequest & { readonly at: number })[] = [];
  const taken: Departure[] = [];
  const heard: Heard[] = [];
  const held: number[] = [];
  const pace: Pace = {
    take: async (departure) => void taken.push(departure),
    hold: async (until) => void held.push(until - clock.now()),
    heard: (_, what) => heard.push(what) > 0 && isAllowedFor,
  };
  const client = new ScimClient({
    ...{ application: "chat", basePath: "/scim", headers: {}, pace, clock },
    stop: new Stop(undefined, clock),
    credentials: {
      secret: null,
      current: async () => ({ kind: "proof", token: null }),
      renew: () => false,
      close: async () => {},
    },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 1 },
    http: {
      send: async (request) => {
        sent.push({ ...request, at: clock.monotonic() });
        const answer = answers[Math.min(sent.length, answers.length) - 1];
        if (answer === undefined || answer instanceof HttpFailure) throw answer;
        return answer;
      },
      close: async () => {},
    },
  });
  return { client, clock, sent, taken, heard, held };
}

describe("a request", () => {
  test("tells its pace what it is", async () => {
    const { client, taken } = aClient([ok]);
    const operation = { op: "add", path: "members", value: [{ value: "u1" }, { value: "ü2" }] };
    const removal = { op: "remove", path: "members", value: [{ value: "u3" }] };
    const body = { Operations: [operation, removal] };
    await client.call({ method: "PATCH", path: "/Groups/g1", body }, signal);
    await client.call({ method: "GET", path: "/Users?count=1" }, signal);
    const bytes = Buffer.byteLength(JSON.stringify(body));
    expect(taken).toEqual([
      { kind: "write", method: "PATCH", path: "/Groups/g1", bytes, members: 2 },
      { kind: "read", method: "GET", path: "/Users?count=1", bytes: 0, members: 0 },
    ]);
  });

  test("that may be repeated is tried three times, later each time", async () => {
    const { client, clock, sent } = aClient([status(503)]);
    expect(await client.call(get, signal)).toMatchObject({ kind: "unclear", attempts: 3 });
    expect(sent.map(({ at }) => at)).toEqual([0, 500, 1500]);
    for (const wait of clock.slept) expect(wait).toBeLessThanOrEqual(5000);
  });

  test.each([
    ["no answer", lost],
    ["500", status(500)],
    ["503 with Retry-After", status(503, { "retry-after": "1" })],
  ])("that creates is sent once when it gets %s: the account may be there", async (_, answer) => {
    const { client, sent } = aClient([answer]);
    expect(await client.call(create, signal)).toMatchObject({ kind: "unclear", attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  test("that was never sent is repeated, whatever it is", async () => {
    const { client, sent } = aClient([new HttpFailure("refused", "closed", { sent: false }), ok]);
    expect(await client.call(create, signal)).toMatchObject({ kind: "ok", attempts: 2 });
    expect(sent).toHaveLength(2);
  });
});

describe("a refusal", () => {
  test.each([
    ["429 with Retry-After", status(429, { "retry-after": "7" })],
    ["403 with Retry-After", status(403, { "retry-after": "7" })],
    [
      "429 that says when its limit is whole again",
      status(429, { "ratelimit-remaining": "0", "ratelimit-reset": "7" }),
    ],
  ])("by %s is waited for by everybody, and the request is made", async (_, refusal) => {
    const { client, sent, held, heard } = aClient([refusal, ok]);
    expect(await client.call(create, signal)).toMatchObject({ kind: "ok" });
    expect(sent.map(({ at }) => at)).toEqual([0, 7000]);
    expect(held).toEqual([7000]);
    expect(heard[0]).toMatchObject({ isRefused: true, isTold: true });
  });

  test("without a time is waited for by everybody, unless the pace allows for it", async () => {
    const known = aClient([status(429), ok]);
    await known.client.call(create, signal);
    expect(known.held).toHaveLength(1);
    const learning = aClient([status(429), ok], true);
    await learning.client.call(create, signal);
    expect(learning.held).toEqual([]);
    expect(learning.sent.map(({ at }) => at)).toEqual([0, 0]);
  });

  test("by 403 without a time is about access, and final", async () => {
    const { client, sent } = aClient([status(403)]);
    expect(await client.call(create, signal)).toMatchObject({ kind: "rejected", status: 403 });
    expect(sent).toHaveLength(1);
  });
});

test("an answer after which nothing is left holds whoever comes next", async () => {
  const { client, sent } = aClient([
    { ...ok, headers: { ...ok.headers, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" } },
    ok,
  ]);
  await client.call(get, signal);
  await client.call(get, signal);
  expect(sent.map(({ at }) => at)).toEqual([0, 30_000]);
});

test("silence after a request was sent is told to the pace", async () => {
  const { client, heard } = aClient([lost, ok]);
  await client.call(get, signal);
  expect(heard.map(({ status: code }) => code)).toEqual([null, 200]);
});
