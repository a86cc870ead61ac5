import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAgentSigner } from "../../src/audit/agent-signer.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import { systemSocket } from "../../src/ports/local-socket.ts";
import { file, keys, newKey, run, scratch } from "./a-ledger.ts";

const place = scratch();
const socket = place.sub("agent.sock");
const ask = (message: Uint8Array) => systemSocket.ask(socket, message, 5_000);
const ed25519 = newKey(place.sub("ed25519"), "ci@acme.example", "-t", "ed25519");
const p256 = newKey(place.sub("p256"), "p256@acme.example");
const withAgent = (program: string, ...args: string[]) => run("env", [`SSH_AUTH_SOCK=${socket}`, program, ...args]);
let agent: ChildProcess;

beforeAll(async () => {
  agent = spawn("env", ["ssh-agent", "-D", "-a", socket], { stdio: "ignore" });
  for (let wait = 0; !existsSync(socket) && wait < 500; wait++) await sleep(10);
  withAgent("ssh-add", "-q", place.sub("ed25519"), place.sub("p256"));
});
afterAll(async () => {
  agent.kill();
  await once(agent, "exit");
  place.remove();
});

describe("an agent", () => {
  test.each([ed25519, p256])("signs with a key that it holds, and ssh-keygen accepts it", async ({ line }) => {
    const signer = await openAgentSigner(`${line} ci@acme.example`, ask);
    expect(signer).toMatchObject({ principal: "ci@acme.example", publicKey: line });
    const allowed = file(place.sub("allowed"), `ci@acme.example ${line}\n`);
    for (const message of ["", "m", "x".repeat(100_000)]) {
      const signature = file(place.sub("m.sig"), await signSsh(signer, "git", Buffer.from(message)));
      const args = ["-Y", "verify", "-f", allowed, "-I", "ci@acme.example", "-n", "git", "-s", signature];
      expect(run("ssh-keygen", args, message)).toContain("Good");
    }
  });

  test("that does not hold the key, or holds it no longer, is unavailable", async () => {
    const unavailable = { code: "signer-unavailable" };
    await expect(openAgentSigner(keys.ci.publicKey, ask)).rejects.toMatchObject(unavailable);
    await expect(openAgentSigner("ssh-rsa AAAA", ask)).rejects.toMatchObject(unavailable);
    const signer = await openAgentSigner(ed25519.line, ask);
    withAgent("ssh-add", "-q", "-d", place.sub("ed25519"));
    await expect(signer.sign(Buffer.from("m"))).rejects.toMatchObject(unavailable);
    withAgent("ssh-add", "-q", place.sub("ed25519"));
    expect(await signer.sign(Buffer.from("m"))).toHaveLength(64);
  });

  test("that does not listen, or speaks another language, is unavailable", async () => {
    const answers = [
      () => systemSocket.ask(place.sub("nowhere.sock"), new Uint8Array([11]), 1_000),
      async () => new Uint8Array(),
      async () => new Uint8Array([5]),
      async () => new Uint8Array([12, 0, 0, 0, 1, 0, 0, 0, 9]),
      async () => new Uint8Array([12, 255, 255, 255, 255]),
    ];
    for (const answer of answers) {
      await expect(openAgentSigner(ed25519.line, answer)).rejects.toMatchObject({ code: "signer-unavailable" });
    }
  });

  test("whose signature is damaged or by another key is not believed", async () => {
    const spoilt = (change: (answer: Uint8Array) => Uint8Array) => async (message: Uint8Array) =>
      message[0] === 13 ? change(await ask(message)) : ask(message);
    const changes = [
      (answer: Uint8Array) => answer.map((byte, at) => (at === answer.length - 1 ? byte ^ 1 : byte)),
      (answer: Uint8Array) => answer.subarray(0, -1),
      () => new Uint8Array([14]),
    ];
    for (const change of changes) {
      const signer = await openAgentSigner(ed25519.line, spoilt(change));
      await expect(signer.sign(Buffer.from("m"))).rejects.toMatchObject({ code: "signer-unavailable" });
    }
  });
});

test("the public key in the configuration is the line that ssh-keygen wrote", async () => {
  const signer = await openAgentSigner(readFileSync(place.sub("p256.pub"), "utf8"), ask);
  expect(signer).toMatchObject({ principal: "p256@acme.example", publicKey: p256.line });
});
