import { afterEach, describe, expect, test } from "vitest";
import type { ListingVerdict } from "../../../src/model/page.ts";
import type { Fault } from "../../../src/sandbox/faults/faults.ts";
import { type Chat, openChat, readWhole } from "../../support/sandbox-chat.ts";

let chat: Chat;
afterEach(() => chat.close());

const smallPages = { page: { default: 20, max: 20, cursor: false } };

describe("a whole listing", () => {
  test("comes page by page, each account and group once, in few requests at once", async () => {
    chat = await openChat({
      people: 1234,
      groups: { everybody: [0, 1, 2], other: [3] },
      vary: { page: { default: 100, max: 100, cursor: false } },
    });
    const { accounts, groups, verdict } = await readWhole(chat.connector);
    expect(verdict).toEqual({ kind: "complete", accounts: 1234, groups: 2 });
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(1234);
    expect(groups.find(({ name }) => name === "everybody")?.members).toEqual(["u0", "u1", "u2"]);
    expect(chat.sandbox.counters("chat").requests).toBe(13 + 1 + 1 + 1 + 1);
  });

  test("has only the attributes that were asked for and are kept; one that is missing is null, one that is unknown is absent", async () => {
    chat = await openChat({ people: 1 });
    const { accounts } = await readWhole(chat.connector, { attributes: ["title", "department", "shoeSize"] });
    expect(accounts[0]?.attributes).toEqual({ title: "Engineer", department: null });
    expect(chat.wire.seen[0]).not.toContain("displayName");
  });

  test("asks for the last sign-in only where an attribute of it is named, and tells nothing of who has none", async () => {
    chat = await openChat({ people: 3 });
    chat.sandbox.signIn("chat", "e1001@example.com", "2026-11-22T16:40:12.090Z");
    const lastSignIn = "urn:example:params:scim:schemas:extension:activity:1.0:User:lastSignIn";
    const without = await readWhole(chat.connector);
    expect(without.accounts.map((each) => each.lastSignIn)).toEqual([null, null, null]);
    expect(chat.wire.seen.join()).not.toContain("lastSignIn");
    const { accounts, verdict } = await readWhole(chat.connector, { lastSignIn });
    expect(accounts.map((each) => each.lastSignIn)).toEqual([null, "2026-11-22T16:40:12Z", null]);
    expect(verdict.kind).toBe("complete");
    expect(chat.wire.seen.join()).toContain(encodeURIComponent(`,${lastSignIn}`));
    expect(chat.sandbox.lint("chat")).toEqual([]);
  });

  test("is read all the same when the application does not have the attribute of sign-ins", async () => {
    chat = await openChat({ people: 3 });
    const { accounts, verdict } = await readWhole(chat.connector, { lastSignIn: "lastLogin" });
    expect(verdict).toMatchObject({ kind: "complete", accounts: 3 });
    expect(accounts.map((each) => each.lastSignIn)).toEqual([null, null, null]);
  });

  test("asks for no members when nobody wants them", async () => {
    chat = await openChat({ people: 3, groups: { everybody: [0, 1, 2] } });
    const { groups } = await readWhole(chat.connector, { groups: [] });
    expect(groups).toMatchObject([{ name: "everybody", members: null }]);
  });

  test("follows cursors where the profile says so, and the index where the server passes over them", async () => {
    for (const cursor of [true, false]) {
      chat = await openChat({
        dialect: "small-pages",
        vary: { page: { default: 20, max: 20, cursor } },
        people: 65,
        profile: "aws-identity-center",
      });
      const { verdict } = await readWhole(chat.connector);
      expect(verdict).toMatchObject({ kind: "complete", accounts: 65 });
      if (cursor) await chat.close();
    }
  });

  test("of an empty application is complete and empty", async () => {
    chat = await openChat();
    expect(await readWhole(chat.connector)).toEqual({
      accounts: [],
      groups: [],
      verdict: { kind: "complete", accounts: 0, groups: 0 },
    });
  });

  test("that changed while it was read is read once more", async () => {
    chat = await openChat({ people: 65, vary: smallPages });
    chat.sandbox.faults("chat").add({ kind: "total-off", by: 1, path: "/Users", after: 1 });
    const { accounts, verdict } = await readWhole(chat.connector);
    expect(verdict).toMatchObject({ kind: "complete", accounts: 65 });
    expect(accounts).toHaveLength(65);
  });
});

describe("a listing that cannot be trusted", () => {
  const lies: readonly (readonly [string, Fault])[] = [
    [
      "shows fewer than it counts",
      { kind: "page-cut", keep: 5, times: Number.POSITIVE_INFINITY, query: "startIndex=21" },
    ],
    ["counts more than it shows", { kind: "total-off", by: 3, times: Number.POSITIVE_INFINITY }],
    ["counts fewer than it has", { kind: "total-off", by: -45, times: Number.POSITIVE_INFINITY }],
    ["gives the first page again and again", { kind: "page-repeated", times: Number.POSITIVE_INFINITY }],
    ["repeats an account on a page", { kind: "duplicate-in-page", times: Number.POSITIVE_INFINITY }],
    ["never ends", { kind: "endless-pages", times: Number.POSITIVE_INFINITY }],
    ["loses a page", { kind: "page-cut", keep: 0, times: Number.POSITIVE_INFINITY, query: "startIndex=41" }],
  ];
  test.each(lies)("because it %s is untrusted, after a bounded number of requests", async (_, fault) => {
    chat = await openChat({ people: 65, vary: smallPages });
    chat.sandbox.faults("chat").add({ ...fault, path: "/Users" });
    const { verdict } = await readWhole(chat.connector);
    expect(verdict.kind).toBe("untrusted");
    expect(reasonOf(verdict)).not.toBe("");
    expect(chat.wire.requests).toBeLessThan(40);
  });

  test("because of its groups is untrusted too", async () => {
    chat = await openChat({ people: 3, groups: { everybody: [0], other: [1] } });
    chat.sandbox.faults("chat").add({ kind: "total-off", by: 1, path: "/Groups", times: Number.POSITIVE_INFINITY });
    expect((await readWhole(chat.connector)).verdict.kind).toBe("untrusted");
  });

  test("by cursor, when a cursor is lost every time", async () => {
    chat = await openChat({ dialect: "small-pages", people: 65, profile: "aws-identity-center" });
    chat.sandbox.faults("chat").add({ kind: "status", status: 400, path: "/Users", after: 1, times: 1 });
    expect((await readWhole(chat.connector)).verdict.kind).toBe("complete");
    chat.sandbox
      .faults("chat")
      .add(
        { kind: "status", status: 400, path: "/Users", after: 1, times: 1 },
        { kind: "status", status: 400, path: "/Users", after: 2, times: 1 },
      );
    expect((await readWhole(chat.connector)).verdict.kind).toBe("untrusted");
  });
});

describe("canaries", () => {
  test("find an account that the listing hides although its numbers add up", async () => {
    chat = await openChat({ people: 5 });
    chat.wire.hide = "u3";
    const { verdict } = await readWhole(chat.connector, { expected: ["e1003"] });
    expect(verdict.kind).toBe("untrusted");
  });

  test("that are truly gone leave the listing complete, and are no more than five", async () => {
    chat = await openChat({ people: 5 });
    const expected = Array.from({ length: 50 }, (_, index) => `gone${index}`);
    const { verdict } = await readWhole(chat.connector, { expected });
    expect(verdict.kind).toBe("complete");
    expect(chat.wire.seen.filter((each) => each.includes("externalId%20eq"))).toHaveLength(5);
  });
});

describe("a read that does not work", () => {
  const lasting: readonly (readonly [string, string, Fault])[] = [
    ["401", "application-refused", { kind: "status", status: 401 }],
    ["403", "application-refused", { kind: "status", status: 403 }],
    ["404", "application-unreachable", { kind: "status", status: 404 }],
    ["500 again and again", "application-unreachable", { kind: "status", status: 500 }],
    ["a broken connection again and again", "application-unreachable", { kind: "reset-before-effect" }],
    ["a sign-in page", "application-unreachable", { kind: "login-page" }],
    ["half of the JSON", "application-unreachable", { kind: "truncated-json" }],
    ["half of the bytes", "application-unreachable", { kind: "reset-midway" }],
    ["another type of content", "application-unreachable", { kind: "wrong-content-type" }],
    ["a redirect", "application-unreachable", { kind: "redirect" }],
    ["a bomb", "application-unreachable", { kind: "gzip-bomb", megabytes: 20 }],
  ];
  test.each(lasting)("because of %s throws %s and never reads as empty", async (_, code, fault) => {
    chat = await openChat({ people: 5, groups: { everybody: [1] } });
    chat.sandbox.faults("chat").add({ ...fault, path: "/Groups", times: Number.POSITIVE_INFINITY });
    const error = await readWhole(chat.connector).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain("chat");
    expect(String(error)).not.toMatch(/Bearer|<!doctype|bad moment/);
  });

  test.each([
    ["500", { kind: "status", status: 500 }],
    ["a broken connection", { kind: "reset-before-effect" }],
    ["half of the JSON", { kind: "truncated-json" }],
  ] as const)("once because of %s is tried again", async (_, fault) => {
    chat = await openChat({ people: 5 });
    chat.sandbox.faults("chat").add({ ...fault, path: "/Users", times: 2 });
    expect((await readWhole(chat.connector)).verdict.kind).toBe("complete");
  });

  test("is not tried again where that is of no use", async () => {
    chat = await openChat({ people: 5 });
    chat.sandbox.faults("chat").add({ kind: "status", status: 401, times: Number.POSITIVE_INFINITY });
    await expect(readWhole(chat.connector)).rejects.toMatchObject({ code: "application-refused" });
    expect(chat.wire.requests).toBe(1);
  });

  test.each([{ kind: "hang-before-effect" }, { kind: "slow-drip", bytes: 1, everyMs: 20 }] as const)(
    "in time because of $kind is unreachable",
    async (fault) => {
      chat = await openChat({ people: 5, deadline: 100 });
      chat.sandbox.faults("chat").add({ ...fault, times: Number.POSITIVE_INFINITY });
      await expect(readWhole(chat.connector)).rejects.toMatchObject({ code: "application-unreachable" });
    },
  );

  test("because nobody listens is unreachable", async () => {
    chat = await openChat();
    await chat.sandbox.close();
    await expect(readWhole(chat.connector)).rejects.toMatchObject({ code: "application-unreachable" });
  });
});

describe("Retry-After", () => {
  test.each([
    ["seconds", () => "7", 7_000],
    ["a date", (now: number) => new Date(now + 9_000).toUTCString(), 8_000],
  ] as const)("in %s is waited for", async (_, header, least) => {
    chat = await openChat({ people: 5 });
    const start = chat.wire.clock.now();
    chat.sandbox.faults("chat").add({ kind: "status", status: 429, retryAfter: header(start) });
    expect((await readWhole(chat.connector)).verdict.kind).toBe("complete");
    expect(chat.wire.clock.now() - start).toBeGreaterThanOrEqual(least);
  });

  test.each([["soon"], ["Thu, 01 Jan 1970 00:00:00 GMT"], [undefined]])(
    "that says %s gives a short wait",
    async (header) => {
      chat = await openChat({ people: 5 });
      const start = chat.wire.clock.now();
      chat.sandbox
        .faults("chat")
        .add({ kind: "status", status: 429, ...(header === undefined ? {} : { retryAfter: header }) });
      expect((await readWhole(chat.connector)).verdict.kind).toBe("complete");
      const waited = chat.wire.clock.now() - start;
      expect(waited).toBeGreaterThan(0);
      expect(waited).toBeLessThan(10_000);
    },
  );

  test("of an hour is not slept through", async () => {
    chat = await openChat({ people: 5 });
    const start = chat.wire.clock.now();
    chat.sandbox.faults("chat").add({ kind: "status", status: 429, retryAfter: "3600" });
    await expect(readWhole(chat.connector)).rejects.toMatchObject({ code: "application-unreachable" });
    expect(chat.wire.clock.now()).toBe(start);
    await expect(readWhole(chat.connector)).rejects.toMatchObject({ code: "application-unreachable" });
    expect(chat.wire.requests).toBe(1);
  });

  test("that never stops ends the read", async () => {
    chat = await openChat({ people: 5 });
    chat.sandbox.faults("chat").add({ kind: "status", status: 429, retryAfter: "1", times: Number.POSITIVE_INFINITY });
    await expect(readWhole(chat.connector)).rejects.toMatchObject({ code: "application-unreachable" });
    expect(chat.wire.requests).toBeLessThan(30);
  });
});

function reasonOf(verdict: ListingVerdict): string {
  return verdict.kind === "untrusted" ? verdict.reason : "";
}
