import { expect, test } from "vitest";
import type { AuditSettings } from "../../src/model/audit-settings.ts";
import { aRepository, load } from "../support/written.ts";

const line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ci@acme.example";

async function auditOf(text: string): Promise<AuditSettings | undefined> {
  const loaded = await load({ ...aRepository, "rollcall.yaml": `${aRepository["rollcall.yaml"]}audit: ${text}\n` });
  expect(loaded.diagnostics).toEqual([]);
  return loaded.organization?.audit;
}

test("who signs is a key, an agent or a program", async () => {
  expect((await auditOf(`{ signer: { ssh: "\${file:/run/key}" } }`))?.signer).toEqual({
    kind: "ssh",
    key: { kind: "file", name: "/run/key" },
  });
  const agent = { kind: "agent", publicKey: line };
  expect((await auditOf(`{ signer: { agent: { publicKey: "${line}" } } }`))?.signer).toEqual({
    ...agent,
    socket: { kind: "env", name: "SSH_AUTH_SOCK" },
  });
  expect((await auditOf(`{ signer: { agent: { publicKey: "${line}", socket: /run/agent } } }`))?.signer).toEqual({
    ...agent,
    socket: "/run/agent",
  });
  const command = { kind: "command", command: ["ci/sign", "--key", "k"], publicKey: line };
  const written = `command: [ci/sign, --key, k], publicKey: "${line}"`;
  expect((await auditOf(`{ signer: { ${written} } }`))?.signer).toEqual({ ...command, environment: [] });
  expect((await auditOf(`{ signer: { ${written}, environment: [HOME] } }`))?.signer).toEqual({
    ...command,
    environment: ["HOME"],
  });
});

test("the revoked keys lie beside the allowed signers unless they are named", async () => {
  expect((await auditOf("{ branch: b }"))?.revoked).toBe("policies/revoked_keys");
  const files = { ...aRepository, "keys/signers": "", "keys/gone": `${line}\n`, "keys/revoked_keys": "# none\n" };
  const read = (audit: string) =>
    load({ ...files, "rollcall.yaml": `${aRepository["rollcall.yaml"]}audit: ${audit}\n` });
  expect((await read("{ allowedSigners: keys/signers }")).revokedKeys).toBe("# none\n");
  expect((await read("{ allowedSigners: keys/signers, revoked: keys/gone }")).revokedKeys).toBe(`${line}\n`);
  expect((await read("{ branch: b }")).revokedKeys).toBeNull();
});
