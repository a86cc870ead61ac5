import { expect, test } from "vitest";
import { openPacer } from "../../../src/apply/pace.ts";
import { openConnector } from "../../../src/connectors/registry.ts";
import type { Profile } from "../../../src/connectors/scim/profile.ts";
import { profileByName } from "../../../src/connectors/scim/profile-by-name.ts";
import { generic } from "../../../src/connectors/scim/profiles/generic.ts";
import type { HttpRequest, OpenHttp } from "../../../src/ports/http.ts";
import { aChange } from "../../support/plan.ts";
import { scimApplication } from "../../support/scim-rig.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

const { signal } = new AbortController();

/** A connector with this profile on a service that finds nothing and takes nothing, and what it was asked. */
async function openWith(profile: Profile) {
  const requests: (HttpRequest & { readonly at: number })[] = [];
  const clock = virtualClock();
  const pacer = await openPacer({ clock, overallPerSecond: 1_000_000 });
  const pace = pacer.forApplication("chat", { perSecond: 1_000_000 });
  const body = JSON.stringify({ totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
  const openHttp: OpenHttp = () => ({
    send: async (request) => {
      requests.push({ ...request, at: clock.monotonic() });
      const isRead = request.method === "GET";
      return {
        status: isRead ? 200 : 403,
        headers: { "content-type": "application/scim+json" },
        body: isRead ? body : "",
      };
    },
    close: async () => {},
  });
  const connector = await openConnector(scimApplication({ url: "http://127.0.0.1:9", profile: profile.name }), {
    ...{ openHttp, clock, pace, profiles: [profile] },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    secret: async () => "token",
  });
  return { connector, requests };
}

async function readAll({ connector }: Awaited<ReturnType<typeof openWith>>) {
  const pages = connector.read({ attributes: [], groups: [], expected: [] }, signal);
  let step = await pages.next();
  while (step.done !== true) step = await pages.next();
  return step.value;
}

test("its headers go with every request, and nothing takes the place of the token", async () => {
  const own: Profile = { ...generic, name: "own", headers: { accept: "application/json", "user-agent": "rollcall" } };
  const opened = await openWith(own);
  await readAll(opened);
  expect(opened.requests.length).toBeGreaterThan(1);
  for (const { headers } of opened.requests) {
    expect(headers).toMatchObject({
      accept: "application/json",
      "user-agent": "rollcall",
      authorization: "Bearer token",
    });
  }
});

test("without a word on it both media types of SCIM are taken", async () => {
  const opened = await openWith({ ...generic, name: "own" });
  await readAll(opened);
  expect(opened.requests[0]?.headers["accept"]).toBe("application/scim+json, application/json");
});

test("no account is asked for without what it requires", async () => {
  const opened = await openWith({ ...generic, name: "own", required: ["email", "displayName"] });
  const changes = [aChange.create({ attributes: { displayName: "Somebody", email: null } })];
  const [outcome] = await opened.connector.apply({ changes }, signal);
  expect(outcome?.status).toBe("refused");
  expect(outcome?.reason).toContain("email");
  expect(outcome?.reason).not.toContain("displayName");
  expect(opened.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("what it requires is sent with the create, also where the service keeps it to itself", async () => {
  const opened = await openWith({ ...generic, name: "own", attributes: [], required: ["familyName", "email"] });
  const attributes = { givenName: "Ada", familyName: "Byron", email: "ada@example.com", title: "Countess" };
  await opened.connector.apply({ changes: [aChange.create({ attributes })] }, signal);
  const body: unknown = JSON.parse(opened.requests.find(({ method }) => method === "POST")?.body ?? "{}");
  expect(body).toMatchObject({ name: { familyName: "Byron" }, emails: [{ value: "ada@example.com" }] });
  expect(body).not.toHaveProperty("title");
  expect(body).not.toHaveProperty("name.givenName");
});

test("with all of it there the create is sent", async () => {
  const opened = await openWith({ ...generic, name: "own", required: ["email"] });
  await opened.connector.apply({ changes: [aChange.create({ attributes: { email: "e@example.com" } })] }, signal);
  expect(opened.requests.some(({ method }) => method === "POST")).toBe(true);
});

test("its rates hold beside the application's own", async () => {
  const opened = await openWith({ ...generic, name: "own", rates: [{ for: "reads", limit: 1, seconds: 10 }] });
  await readAll(opened);
  const times = opened.requests.map(({ at }) => at);
  expect(times.length).toBeGreaterThan(1);
  for (const [index, at] of times.entries())
    if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(10_000);
});

test("what it cannot undo and cannot do at all reaches the planner", async () => {
  const pagerduty = profileByName("pagerduty");
  const slack = profileByName("slack");
  if (pagerduty === undefined || slack === undefined) throw new Error("both come with Rollcall");
  const { connector } = await openWith({ ...pagerduty, name: "own" });
  expect(connector.irreversible?.get("disable-account")).toBe("switching it off deletes the account");
  expect((await openWith({ ...slack, name: "own" })).connector.can.has("delete-account")).toBe(false);
});
