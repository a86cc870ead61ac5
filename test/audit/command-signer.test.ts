import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { openCommandSigner } from "../../src/audit/command-signer.ts";
import { lineOf } from "../../src/audit/signer.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import { systemCommand } from "../../src/ports/command.ts";
import { file, keys, run, scratch } from "./a-ledger.ts";

const place = scratch();
mkdirSync(place.path, { recursive: true });
afterAll(() => place.remove());

const path = process.env["PATH"] ?? "";
const pem = (key: KeyObject, name: string) =>
  file(place.sub(name), key.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const p256Line = lineOf(p256.publicKey.export({ type: "spki", format: "der" }).subarray(-65));
const ed25519 = generateKeyPairSync("ed25519");
const ed25519Line = lineOf(ed25519.publicKey.export({ type: "spki", format: "der" }).subarray(-32));
const script = file(
  place.sub("sign.mjs"),
  `import { createPrivateKey, sign } from "node:crypto";
   import { readFileSync } from "node:fs";
   const key = createPrivateKey(readFileSync(process.argv[2]));
   process.stdout.write(sign(process.argv[3] === "p256" ? "sha256" : null, readFileSync(0), key));`,
);
const open = (command: readonly string[], publicKey: string, environment: Record<string, string> = { PATH: path }) =>
  openCommandSigner(systemCommand, { command, publicKey, environment, directory: place.path });

describe("a program signs, and ssh-keygen accepts it", () => {
  test.each([
    [
      "openssl with a key of P-256",
      ["openssl", "dgst", "-sha256", "-sign", pem(p256.privateKey, "p256.pem")],
      p256Line,
    ],
    ["a script with a key of P-256", [process.execPath, script, place.sub("p256.pem"), "p256"], p256Line],
    [
      "a script with a key of Ed25519, named from the directory it runs in",
      [process.execPath, "sign.mjs", pem(ed25519.privateKey, "ed25519.pem")],
      ed25519Line,
    ],
  ])("%s", async (_, command, line) => {
    const signer = open(command, `${line} kms@acme.example`);
    expect(signer).toMatchObject({ principal: "kms@acme.example", publicKey: line });
    const signature = file(place.sub("m.sig"), await signSsh(signer, "git", Buffer.from("m")));
    const allowed = file(place.sub("allowed"), `kms@acme.example ${line}\n`);
    const args = ["-Y", "verify", "-f", allowed, "-I", "kms@acme.example", "-n", "git", "-s", signature];
    expect(run("ssh-keygen", args, "m")).toContain("Good");
  });
});

describe("a program is unavailable", () => {
  const node = (code: string) => [process.execPath, "-e", code];
  test.each([
    ["that is not there", ["no-such-program"]],
    ["that fails", node("console.error('denied'); process.exit(3)")],
    ["that says nothing", node("")],
    ["that signs with another key", ["openssl", "dgst", "-sha256", "-sign", place.sub("p256.pem")]],
    ["that writes text", node("console.log('c2lnbmF0dXJl')")],
    ["that says too much", node("process.stdout.write(Buffer.alloc(70 * 1024 * 1024))")],
  ])("%s", async (_, command) => {
    const signer = open(command, keys.ci.publicKey);
    await expect(signer.sign(Buffer.from("m"))).rejects.toMatchObject({ code: "signer-unavailable" });
  });
});

test("a program sees the variables it is given and no others", async () => {
  const code = `require("node:fs").writeFileSync(${JSON.stringify(place.sub("seen"))}, JSON.stringify(process.env))`;
  const signer = open([process.execPath, "-e", code], keys.ci.publicKey, { PATH: path, KMS_KEY: "k" });
  await expect(signer.sign(Buffer.from("m"))).rejects.toMatchObject({ code: "signer-unavailable" });
  expect(JSON.parse(run("cat", [place.sub("seen")]))).toEqual({ PATH: path, KMS_KEY: "k" });
});
