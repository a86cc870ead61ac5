import { beforeAll, describe, expect, test } from "vitest";
import { profileByName } from "../../src/connectors/scim/profile-by-name.ts";
import { RawScim } from "../support/scim-rig.ts";
import { note } from "./cell.ts";
import { empty, services } from "./services.ts";

const person = { userName: "Probe@abilities.example", externalId: "probe-1", displayName: "Probe" };

describe.each(services)("what $name is able to do, asked by plain requests, is what its profile says", (service) => {
  const { name: server } = service;
  const profile = profileByName(service.profile);
  const raw = new RawScim(service);
  let id: string;
  beforeAll(async () => {
    await empty(service);
    id = await raw.createUser(person);
    await raw.createUser({ ...person, userName: "second@abilities.example", externalId: "probe-2" });
  });

  const finds = async (filter: string): Promise<boolean> => {
    const { Resources: found = [] } = await raw.send("GET", `/Users?filter=${encodeURIComponent(filter)}`);
    return found.some((each: { id: unknown }) => each.id === id);
  };

  test("look-ups", async (context) => {
    const byExternalId = await finds(`externalId eq "${person.externalId}"`);
    const byUserName = await finds(`userName eq "${person.userName}"`);
    const byOtherCase = await finds(`userName eq "${person.userName.toLowerCase()}"`);
    // A look-up that misses somebody is either not made, or not believed.
    const isCareful = profile?.filter.zeroMeansUnknown === true;
    expect(byExternalId || isCareful || profile?.filter.users.includes("externalId") === false).toBe(true);
    expect((byUserName && byOtherCase) || isCareful).toBe(true);
    const userName = byOtherCase ? "userName in any case" : byUserName ? "userName as written" : "not userName";
    const value = `${byExternalId ? "externalId" : "not externalId"}, ${userName}`;
    note(context, { server, ability: "an account is found by", value });
  });

  test("paging", async (context) => {
    const byIndex = await raw.send("GET", "/Users?startIndex=2&count=1").catch(() => ({}));
    const byCursor = await raw.send("GET", "/Users?cursor=&count=1").catch(() => ({}));
    const hasIndex = byIndex.totalResults === 2 && byIndex.Resources.length === 1;
    const hasCursor = typeof byCursor.nextCursor === "string";
    expect(profile?.paging.mode === "cursor" ? hasCursor : hasIndex).toBe(true);
    const value = [hasIndex ? "index" : null, hasCursor ? "cursor" : null].filter((each) => each !== null).join(", ");
    note(context, { server, ability: "pages by", value });
  });

  test("members", async (context) => {
    const group = await raw.createGroup("probes");
    await raw.addMember(group, id);
    expect(await service.isMember(group, id)).toBe(true);
    const shows = async (query: string) =>
      ((await raw.send("GET", `/Groups/${group}${query}`)).members ?? []).length > 0;
    const readable = (await shows("")) ? "full" : (await shows("?attributes=members")) ? "attribute" : "never";
    expect(profile?.members?.readable).toBe(readable);
    const value = { full: "always", attribute: "when asked for", never: "never" }[readable];
    note(context, { server, ability: "a group shows its members", value });
  });

  test("versions", async (context) => {
    const isRefused = (await patchWith(`W/"stale"`)) === 412;
    expect(isRefused).toBe(service.abilities.versions);
    note(context, { server, ability: "a stale If-Match", value: isRefused ? "refused (412)" : "ignored" });
  });

  test("licences", async (context) => {
    const value = [{ value: "PRO" }];
    await raw.send("PATCH", `/Users/${id}`, patchBody({ op: "add", path: "entitlements", value })).catch(() => {});
    const { entitlements = [] } = await raw.send("GET", `/Users/${id}`);
    const isKept = entitlements.length > 0;
    expect(isKept).toBe(service.abilities.entitlement !== null);
    note(context, { server, ability: "a licence on an account", value: isKept ? "kept" : "accepted and not kept" });
  });

  test("a member whom nobody knows", async (context) => {
    const group = await raw.createGroup("strangers");
    const status = await raw.addMember(group, "nobody-at-all").then(
      () => "accepted",
      () => "refused",
    );
    note(context, { server, ability: "an unknown member", value: status });
  });

  async function patchWith(version: string): Promise<number> {
    const { status } = await fetch(`${service.url}/Users/${id}`, {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${service.token}`,
        "content-type": "application/scim+json",
        "if-match": version,
      },
      body: JSON.stringify(patchBody({ op: "replace", path: "displayName", value: "Stale" })),
    });
    return status;
  }
});

function patchBody(operation: object) {
  return { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [operation] };
}
