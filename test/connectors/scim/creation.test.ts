import { afterEach, describe, expect, test } from "vitest";
import { unpaced } from "../../../src/connectors/pace.ts";
import { openConnector } from "../../../src/connectors/registry.ts";
import type { Change } from "../../../src/model/change.ts";
import type { HttpClient } from "../../../src/ports/http.ts";
import { assignsSeat, creates, grants, releasesSeat, type Whose } from "../../support/changes.ts";
import { applyAll, type Chat, openChat } from "../../support/sandbox-chat.ts";
import { scimApplication } from "../../support/scim-rig.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

let chat: Chat | null = null;
afterEach(async () => {
  await chat?.close();
  chat = null;
});

const open = (people = 0) => openChat({ dialect: "salesforce", profile: "salesforce", people });
const standard = { application: "chat", type: "license", value: "Standard User" } as const;

describe("an application that makes no account without a licence", () => {
  test.each([
    ["role", grants],
    ["pool", assignsSeat],
  ] as const)("gets the one that a %s gives in the same request, and both are read back", async (_, gives) => {
    chat = await open();
    const changes = [creates(whose(1), image(1)), gives({ ...whose(1), needs: [key(1)] }, standard)];
    expect(chat.connector.predict(changes)).toBe(1);
    const outcomes = await applyAll(chat.connector, changes);
    const id = chat.sandbox.snapshot("chat").users[0]?.["id"];
    expect(outcomes).toMatchObject(changes.map(() => ({ status: "applied", account: id, attempts: 1 })));
    expect(chat.sandbox.snapshot("chat").users).toMatchObject([{ entitlements: [{ value: "Standard User" }] }]);
    expect(chat.sandbox.counters("chat").mutating).toBe(1);
    expect(chat.sandbox.lint("chat").filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("is not asked for one that comes without, and the reason says what to do", async () => {
    chat = await open();
    const role = { application: "chat", type: "role", value: "admin" } as const;
    const changes: readonly Change[] = [
      creates(whose(1), image(1)),
      creates(whose(2), image(2)),
      grants({ ...whose(2), needs: [key(2)] }, role),
    ];
    const outcomes = await applyAll(chat.connector, changes);
    expect(outcomes.map(({ status }) => status)).toEqual(["refused", "refused", "not-reached"]);
    expect(outcomes[0]?.reason).toContain("license");
    expect(chat.sandbox.counters("chat").mutating).toBe(0);
  });

  test("which has the account already gets both in one change of it", async () => {
    chat = await open(2);
    const creation = creates(whose(1), { ...image(1), attributes: { ...image(1).attributes, displayName: "Other" } });
    const outcomes = await applyAll(chat.connector, [
      creation,
      grants({ ...whose(1), needs: [creation.key] }, standard),
    ]);
    expect(outcomes).toMatchObject([
      { status: "applied", account: "u1" },
      { status: "applied", account: "u1" },
    ]);
    expect(chat.sandbox.counters("chat").byMethod).toMatchObject({ PATCH: 1 });
    expect(chat.sandbox.counters("chat").mutating).toBe(1);
    expect((await applyAll(chat.connector, [creation])).map(({ status }) => status)).toEqual(["unchanged"]);
  });

  test.each([{ kind: "reset-after-effect" }, { kind: "status", status: 503 }] as const)(
    "makes one account with its licence although the answer was lost by $kind",
    async (fault) => {
      chat = await open();
      chat.sandbox.faults("chat").add({ ...fault, method: "POST" });
      const outcomes = await applyAll(chat.connector, [
        grants({ ...whose(1), needs: [key(1)] }, standard),
        creates(whose(1), image(1)),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["applied", "applied"]);
      expect(chat.sandbox.snapshot("chat").users).toMatchObject([{ entitlements: [{ value: "Standard User" }] }]);
    },
  );

  test("and ignores the licence is found out: each change has its own outcome", async () => {
    const { userName, externalId } = image(1);
    const user = { id: "u1", userName, externalId, active: true, displayName: externalId };
    const whole = { ...user, name: { givenName: "Given", familyName: externalId }, emails: [{ value: userName }] };
    const json = { "content-type": "application/scim+json" };
    let isMade = false;
    const send: HttpClient["send"] = async ({ method, path }) => {
      if (method === "POST") isMade = true;
      const list = { totalResults: isMade ? 1 : 0, Resources: isMade ? [whole] : [] };
      const body = method === "POST" || path.endsWith("/u1") ? whole : list;
      return { status: method === "POST" ? 201 : 200, headers: json, body: JSON.stringify(body) };
    };
    const service = scimApplication({ url: "http://127.0.0.1:9", profile: "salesforce" });
    const connector = await openConnector(service, {
      ...{ openHttp: () => ({ send, close: async () => {} }), clock: virtualClock(), pace: unpaced },
      random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
      secret: async () => "token",
    });
    const changes = [creates(whose(1), image(1)), grants({ ...whose(1), needs: [key(1)] }, standard)];
    const outcomes = await connector.apply({ changes }, new AbortController().signal);
    expect(outcomes).toMatchObject([
      { status: "applied", account: "u1" },
      { status: "unverified", account: "u1" },
    ]);
  });

  test("gets a seat that is free only after another was released, once it was", async () => {
    chat = await open(3);
    const release = releasesSeat(whose(0), standard);
    const seat = assignsSeat({ ...whose(7), needs: [key(7), release.key] }, standard);
    const outcomes = await applyAll(chat.connector, [release, creates(whose(7), image(7)), seat]);
    expect(outcomes.map(({ status }) => status)).toEqual(["unchanged", "applied", "applied"]);
  });
});

function key(number: number): string {
  return creates(whose(number), image(number)).key;
}

function whose(number: number): Whose {
  const person = `e${1000 + number}`;
  return { application: "chat", person, account: null, userName: `${person}@example.com` };
}

function image(number: number) {
  const { userName, person } = whose(number);
  const attributes = { displayName: person, givenName: "Given", familyName: person, email: userName };
  return { userName, externalId: person, active: true, attributes };
}
