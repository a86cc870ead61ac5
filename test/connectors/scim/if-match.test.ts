import { afterEach, expect, test } from "vitest";
import { unpaced } from "../../../src/connectors/pace.ts";
import { openConnector } from "../../../src/connectors/registry.ts";
import { openHttp } from "../../../src/ports/http.ts";
import { updates } from "../../support/changes.ts";
import { applyAll, type Chat, openChat } from "../../support/sandbox-chat.ts";
import { scimApplication } from "../../support/scim-rig.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

let chat: Chat;
afterEach(() => chat.close());

test.each([
  ["generic", [expect.stringMatching(/^W\//)]],
  ["slack", [undefined]],
] as const)("a write is bound to the version where the profile trusts versions: %s", async (profile, bound) => {
  chat = await openChat({ people: 1 });
  const sent: (string | undefined)[] = [];
  const connector = await openConnector(scimApplication({ url: chat.sandbox.url("chat"), profile }), {
    openHttp: (...parts) => {
      const inner = openHttp(...parts);
      const send: typeof inner.send = (request) => {
        if (request.method !== "GET") sent.push(request.headers["if-match"]);
        return inner.send(request);
      };
      return { send, close: () => inner.close() };
    },
    ...{ clock: virtualClock(), pace: unpaced, secret: async () => "t" },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
  });
  const whose = { application: "chat", person: "e1000", account: "u0", userName: "e1000@example.com" };
  const outcomes = await applyAll(connector, [updates(whose, { attributes: { title: "Director" } })]);
  expect(outcomes).toMatchObject([{ status: "applied" }]);
  expect(sent).toEqual(bound);
  await connector.close();
});
