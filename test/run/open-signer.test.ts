import { expect, test } from "vitest";
import { generateSshKey } from "../../src/audit/ssh-key.ts";
import { openSigner } from "../../src/run/open-signer.ts";

const key = generateSshKey("ci@acme.example");
const variables: Readonly<Record<string, string>> = { KEY: key.privateKey, SOCK: "/run/agent", HOME: "/home/ci" };

function aWorld() {
  const asked: string[] = [];
  return {
    asked,
    ...{ root: "/organisation", searchPath: ["/usr/bin", "/bin"] },
    secret: async ({ name }: { name: string }) => variables[name] ?? "",
    localSocket: {
      ask: async (path: string) => {
        asked.push(path);
        return new Uint8Array([5]);
      },
    },
    command: {
      run: async (program: string, args: readonly string[], options: { cwd?: string; environment?: object }) => {
        asked.push(JSON.stringify([program, args, options.cwd, options.environment]));
        return { code: 1, stdout: new Uint8Array(), stderr: "" };
      },
    },
  };
}

test("a key is read from its reference", async () => {
  const signer = await openSigner(aWorld(), { kind: "ssh", key: { kind: "env", name: "KEY" } });
  expect(signer).toMatchObject({ principal: "ci@acme.example", publicKey: key.publicKey });
});

test("an agent is asked at its path, or at the one that a variable holds", async () => {
  const world = aWorld();
  for (const socket of ["/run/other", { kind: "env", name: "SOCK" } as const]) {
    const opening = openSigner(world, { kind: "agent", publicKey: key.publicKey, socket });
    await expect(opening).rejects.toMatchObject({ code: "signer-unavailable" });
  }
  expect(world.asked).toEqual(["/run/other", "/run/agent"]);
});

test("a program runs at the root with the search path and the variables that are named", async () => {
  const world = aWorld();
  const { publicKey } = key;
  const signer = await openSigner(world, { kind: "command", command: ["kms", "-k"], publicKey, environment: ["HOME"] });
  await expect(signer.sign(Buffer.from("m"))).rejects.toMatchObject({ code: "signer-unavailable" });
  const environment = { PATH: "/usr/bin:/bin", HOME: "/home/ci" };
  expect(world.asked).toEqual([JSON.stringify(["kms", ["-k"], "/organisation", environment])]);
});
