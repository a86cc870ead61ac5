import { describe, expect, test } from "vitest";
import type { Application } from "../../src/model/application.ts";
import { fencesOf, readPage } from "../docs/markdown.ts";
import { aRepository, edited, load } from "../support/written.ts";

const env = (name: string) => ({ kind: "env", name });
const file = (name: string) => ({ kind: "file", name });

describe("the examples of docs/authentication.md", () => {
  test("load without a remark, and mean what the page says", async () => {
    const applications = await exampleApplications();
    expect(applications.get("bearer")).toMatchObject({ authentication: { kind: "bearer", token: env("CHAT_TOKEN") } });
    expect(applications.get("secret")?.authentication).toEqual({
      kind: "oauth",
      tokenUrl: "https://id.example/realms/acme/protocol/openid-connect/token",
      clientId: "rollcall",
      proof: { kind: "secret", secret: env("DIRECTORY_CLIENT_SECRET"), method: "basic" },
      scope: "scim.read scim.write",
      audience: null,
      tls: null,
    });
    expect(applications.get("private-key")?.authentication).toEqual({
      kind: "oauth",
      tokenUrl: env("CRM_TOKEN_URL"),
      clientId: env("CRM_CLIENT_ID"),
      proof: {
        kind: "private-key",
        key: file("/run/secrets/crm-client.pem"),
        keyId: "rollcall-2026",
        algorithm: "ES256",
      },
      scope: null,
      audience: "https://crm.example/",
      tls: null,
    });
    expect(applications.get("mutual-tls")).toMatchObject({
      authentication: {
        proof: { kind: "secret", secret: file("/run/secrets/hr-client-secret"), method: "post" },
        tls: { client: null, ca: file("pki/acme-ca.pem") },
      },
      tls: {
        client: {
          certificate: file("/run/secrets/rollcall.pem"),
          privateKey: file("/run/secrets/rollcall-key.pem"),
        },
        ca: file("pki/acme-ca.pem"),
      },
    });
  });
});

describe("a secret in the wrong place", () => {
  const token = `bearer: "\${env:CHAT_TOKEN}"`;
  const at = "tokenUrl: https://id.example/token, clientId: us";
  test.each([
    ["bearer: canary-7f3a"],
    [`oauth: { ${at}, clientSecret: canary-7f3a }`],
    [`oauth: { ${at}, privateKey: canary-7f3a }`],
    [`oauth: { ${at}, clientSecret: { value: canary-7f3a } }`],
    [`oauth: { ${at}, clientSecret: "Basic \${env:canary-7f3a}" }`],
    [`oauth: { ${at}, tls: { ca: canary-7f3a }, clientSecret: "\${env:A}" }`],
    ["oauth: canary-7f3a"],
  ])("is not repeated: %s", async (written) => {
    const { organization, diagnostics } = await load(edited("rollcall.yaml", token, written));
    expect(organization).toBeNull();
    expect(diagnostics.map(({ severity, at }) => `${severity} ${at.line}`)).toEqual(["error 9"]);
    expect(JSON.stringify(diagnostics)).not.toContain("canary");
  });
});

/** Each example of the page as an application named after it. */
async function exampleApplications(): Promise<ReadonlyMap<string, Application>> {
  const examples = fencesOf(await readPage("docs/authentication.md"));
  const indented = examples.map(({ path, text }) => `  ${path}:\n${text.replaceAll(/^(?=.)/gm, "    ")}`);
  const whole = `${aRepository["rollcall.yaml"]}${indented.join("")}`;
  const { organization, diagnostics } = await load({ "rollcall.yaml": whole });
  expect(diagnostics).toEqual([]);
  expect(examples).toHaveLength(4);
  return new Map(organization?.applications.map((application) => [application.name, application]));
}
