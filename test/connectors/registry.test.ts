import { describe, expect, test } from "vitest";
import { unpaced } from "../../src/connectors/pace.ts";
import { openConnector } from "../../src/connectors/registry.ts";
import type { ConnectorWorld } from "../../src/connectors/world.ts";
import type { Application } from "../../src/model/application.ts";
import { scimApplication } from "../support/scim-rig.ts";
import { virtualClock } from "../support/virtual-clock.ts";

const origins: string[] = [];
const world: ConnectorWorld = {
  openHttp: (origin) => {
    origins.push(origin);
    return { send: () => Promise.reject(new Error("nobody calls")), close: async () => {} };
  },
  clock: virtualClock(),
  random: { bytes: (count) => new Uint8Array(count), fraction: () => 0 },
  pace: unpaced,
  secret: async ({ name }) => secrets[name] ?? "",
};
const secrets: Readonly<Record<string, string>> = {
  TOKEN: "t",
  CHAT: "https://chat.example/scim/v2/",
  PLAIN: "http://chat.example",
  CRLF: "a\r\nb",
};

function application(more: Partial<Application>): Application {
  return { ...scimApplication({ url: "https://chat.example/scim/v2", profile: "generic" }), ...more };
}

describe("opening a connector", () => {
  test("calls nobody, and knows only the origin of the url, also when that is a reference", async () => {
    const connector = await openConnector(application({ url: { kind: "env", name: "CHAT" } }), world);
    expect(origins.at(-1)).toBe("https://chat.example");
    expect(connector.application).toBe("chat");
    expect(connector.can.has("create-account")).toBe(true);
  });

  test.each([
    ["a kind of connector that is none", { connector: "ldap" }],
    ["a profile that is none", { profile: "no-such" }],
    ["a url that is none", { url: "chat.example" }],
    ["plain http to another machine", { url: "http://chat.example/scim" }],
    ["plain http to another machine behind a reference", { url: { kind: "env", name: "PLAIN" } }],
    ["another protocol", { url: "ftp://127.0.0.1/scim" }],
    ["a host that only looks local", { url: "http://127.0.0.1.chat.example/scim" }],
    ["credentials in the url", { url: "https://user:word@chat.example/scim" }],
    ["a query in the url", { url: "https://chat.example/scim?tenant=1" }],
    ["a token that would break a header", { authentication: { kind: "bearer", token: { kind: "env", name: "CRLF" } } }],
    ["an empty token", { authentication: { kind: "bearer", token: { kind: "env", name: "NONE" } } }],
  ] as const)("refuses %s", async (_, more) => {
    const opened = await openConnector(application(more), world).catch((error: unknown) => error);
    expect(opened).toMatchObject({ code: "input-invalid" });
    expect(String(opened)).not.toContain("word");
  });

  test.each(["http://127.0.0.1:8080/scim", "http://localhost/scim", "http://[::1]:1/scim"])("takes %s", async (url) => {
    await expect(openConnector(application({ url, authentication: { kind: "none" } }), world)).resolves.toBeDefined();
  });
});
