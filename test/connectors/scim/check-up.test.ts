import { afterEach, describe, expect, test } from "vitest";
import type { CheckUpRow } from "../../../src/model/check-up.ts";
import { type Chat, openChat } from "../../support/sandbox-chat.ts";

describe("looking at a live service", () => {
  let chat: Chat | null = null;
  afterEach(async () => {
    await chat?.close();
    chat = null;
  });

  const checkUp = async (options: Parameters<typeof openChat>[0], spoil?: (chat: Chat) => void) => {
    chat = await openChat(options);
    spoil?.(chat);
    return (await chat.connector.checkUp?.(new AbortController().signal)) ?? [];
  };
  const differing = (rows: readonly CheckUpRow[]) =>
    rows.filter(({ verdict }) => verdict === "differs").map(({ check }) => check);

  test("finds nothing against a service that is like its profile, and writes nothing", async () => {
    const rows = await checkUp({ people: 250, groups: { staff: [1, 2] } });
    expect(differing(rows)).toEqual([]);
    expect(rows.filter(({ verdict }) => verdict === "same").length).toBeGreaterThan(8);
    expect(chat?.sandbox.counters().mutating).toBe(0);
  });

  test("says what it cannot tell of an empty service rather than that it is right", async () => {
    const rows = await checkUp({ people: 0 });
    expect(differing(rows)).toEqual([]);
    expect(rows.filter(({ verdict }) => verdict === "unknown").map(({ check }) => check)).toEqual(
      expect.arrayContaining(["paging.goesOn", "filter.externalId", "filter.userName", "projection", "etag"]),
    );
  });

  test("names a page that is smaller than the profile asks for, and the number to write down", async () => {
    const rows = await checkUp({ people: 60, dialect: "small-pages", profile: "generic", groups: { staff: [1] } });
    expect(differing(rows)).toContain("paging.maxCount");
    expect(rows.find(({ check }) => check === "members.readable")?.verdict).toBe("unknown");
    expect(rows.find(({ check }) => check === "paging.maxCount")).toMatchObject({
      server: "20",
      advice: "set paging.maxCount to 20",
    });
  });

  test("names members that a group shows although the profile says it does not", async () => {
    const rows = await checkUp({ people: 5, profile: "aws-identity-center", groups: { staff: [1] } });
    expect(differing(rows)).toContain("members.readable");
  });

  test("names a listing that repeats itself", async () => {
    const rows = await checkUp({ people: 2500 }, ({ sandbox }) =>
      sandbox.faults("chat").add({ kind: "page-repeated", path: "/Users", times: Number.POSITIVE_INFINITY }),
    );
    expect(differing(rows)).toContain("paging.goesOn");
  });

  test("names a filter that finds nobody", async () => {
    const rows = await checkUp({ people: 5 }, ({ sandbox }) =>
      sandbox.faults("chat").add({ kind: "filter-blind", path: "/Users", times: Number.POSITIVE_INFINITY }),
    );
    expect(differing(rows)).toEqual(["filter.externalId", "filter.userName"]);
  });

  test("says that the credentials are refused, or that nobody answers", async () => {
    const refused = checkUp({ people: 1 }, ({ sandbox }) =>
      sandbox.faults("chat").add({ kind: "status", status: 401, times: 9 }),
    );
    await expect(refused).rejects.toMatchObject({ code: "application-refused" });
    await chat?.close();
    const away = checkUp({ people: 1 }, ({ sandbox }) => sandbox.faults("chat").add({ kind: "login-page", times: 9 }));
    await expect(away).rejects.toMatchObject({ code: "application-unreachable" });
  });
});
