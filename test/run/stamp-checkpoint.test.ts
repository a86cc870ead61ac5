import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signNote } from "../../src/audit/checkpoint.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { checkStamp, stampRequest } from "../../src/audit/timestamp.ts";
import { openWorld } from "../../src/cli/world.ts";
import { stampCheckpoint } from "../../src/run/stamp-checkpoint.ts";
import type { World } from "../../src/run/world.ts";
import { aRandom, file, keys, run, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const root = place.sub("work");
const scope = { ref: null, at: null };
let server: Server;
let world: World;
let checkpoint: string;
/** What the authority answers; by default a token for what was asked. */
let answer: (query: Buffer) => Uint8Array | number;

const settings = `[tsa]
default_tsa = here
[here]
serial = ${place.sub("serial")}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
`;

/** A time-stamp authority of our own, by OpenSSL. */
function stamp(query: Buffer): Uint8Array {
  const args = ["ts", "-reply", "-queryfile", file(place.sub("query.tsq"), query), "-config", place.sub("tsa.cnf")];
  const out = place.sub("reply.tsr");
  run("openssl", [...args, "-signer", place.sub("tsa.pem"), "-inkey", place.sub("tsa.key"), "-out", out]);
  return readFileSync(out);
}

beforeAll(async () => {
  file(place.sub("tsa.cnf"), settings);
  const usage = ["-addext", "extendedKeyUsage=critical,timeStamping", "-addext", "keyUsage=critical,digitalSignature"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", place.sub("tsa.key")];
  run("openssl", [
    "req",
    "-x509",
    "-subj",
    "/CN=Time here",
    "-days",
    "2",
    ...key,
    "-out",
    place.sub("tsa.pem"),
    ...usage,
  ]);
  server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      const given = answer(Buffer.concat(chunks));
      if (typeof given === "number") response.writeHead(given).end();
      else response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(given);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const audit = `audit: { timestamp: "http://127.0.0.1:${port}/tsa" }\n`;
  for (const [path, text] of Object.entries(aRepository))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}${audit}` : text);
  world = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
  const head = { origin: "rollcall/acme/0102", size: 12, root: Buffer.alloc(32, 7) };
  checkpoint = await signNote(openSshSigner(keys.ci.privateKey), head);
});
afterAll(() => {
  server.close();
  place.remove();
});

const kept = () => ({ name: "checkpoint.txt", text: checkpoint });

test("the stamp of a checkpoint is one that openssl verifies, and that holds for no other", async () => {
  answer = stamp;
  const token = file(place.sub("checkpoint.txt.tsr"), await stampCheckpoint(world, scope, kept()));
  const verify = (text: string) => {
    const data = file(place.sub("checkpoint.txt"), text);
    return run("openssl", ["ts", "-verify", "-data", data, "-in", token, "-CAfile", place.sub("tsa.pem")]);
  };
  expect(verify(checkpoint)).toContain("Verification: OK");
  expect(() => verify(checkpoint.replace("\n12\n", "\n13\n"))).toThrow();
});

test("an answer about something else, a refusal and a broken one are none", async () => {
  const other = stampRequest({ hash: Buffer.alloc(32, 1), nonce: aRandom(3).bytes(8) });
  const refusal = Buffer.from("30053003020102", "hex");
  for (const given of [stamp(other), refusal, Buffer.from("<html>"), Buffer.alloc(0)]) {
    answer = () => given;
    await expect(stampCheckpoint(world, scope, kept())).rejects.toThrow(
      expect.objectContaining({ code: "application-refused" }),
    );
  }
  answer = () => 503;
  await expect(stampCheckpoint(world, scope, kept())).rejects.toThrow(
    expect.objectContaining({ code: "application-unreachable" }),
  );
});

test("an old answer to the same question is refused", async () => {
  const hash = Buffer.alloc(32, 5);
  const [first, second] = [aRandom(1).bytes(8), aRandom(2).bytes(8)];
  const old = stamp(stampRequest({ hash, nonce: first }));
  expect(() => checkStamp(old, { hash, nonce: first })).not.toThrow();
  expect(() => checkStamp(old, { hash, nonce: second })).toThrow(
    expect.objectContaining({ code: "application-refused" }),
  );
});

test("nothing but a checkpoint is stamped", async () => {
  const text = { name: "notes.txt", text: "hello" };
  await expect(stampCheckpoint(world, scope, text)).rejects.toThrow(expect.objectContaining({ code: "input-invalid" }));
});
