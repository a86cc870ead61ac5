import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, Verifier } from "@sigstore/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { preAuthEncoding } from "../../src/audit/envelope.ts";
import { exportEnvelope } from "../../src/audit/export.ts";
import { readHead } from "../../src/audit/extends-anchor.ts";
import { proveRecord } from "../../src/audit/proof.ts";
import { publicJwk } from "../../src/audit/public-key.ts";
import { readEnvelope } from "../../src/audit/read.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import {
  aLedger,
  anEntry,
  aRun,
  bareRepository,
  branch,
  file,
  keys,
  namespaces,
  newKey,
  run,
  scratch,
} from "./a-ledger.ts";
import { recommit, takeApart, withFile } from "./forge.ts";

const place = scratch();
afterAll(() => place.remove());

/** The other programs are needed to run Rollcall at all. */
const hasPython = spawnSync("python3", ["--version"]).status === 0;

const kinds = [
  { kind: "Ed25519", text: keys.ci.privateKey, digest: [] },
  { kind: "P-256", text: newKey(place.sub("p256"), "ci@acme.example").text, digest: ["-digest", "sha256"] },
];

describe.each(kinds)("a ledger signed with $kind", ({ kind, text, digest }) => {
  const path = place.sub(`${kind}.git`);
  const allowed = place.sub(`allowed-${kind}`);
  const git = (...args: string[]) => run("git", ["-C", path, "-c", `gpg.ssh.allowedSignersFile=${allowed}`, ...args]);
  const day = "log/2026/11/21";
  const signer = openSshSigner(text);
  let ledger: Awaited<ReturnType<typeof aLedger>>;

  beforeAll(async () => {
    const allowedSigners = `ci@acme.example ${namespaces} ${signer.publicKey}\n`;
    ledger = await aLedger(bareRepository(path), { signer, allowedSigners });
    file(allowed, allowedSigners);
    const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-21T10:00:00Z" };
    await appendRun(ledger, aRun({ run: "run-1" }));
    await appendEvent(ledger, { ...base, kind: "heartbeat", id: "heartbeat-1", commit: null });
    await appendRun(
      ledger,
      aRun({
        run: "run-3",
        policy: `sha256:${"f".repeat(64)}`,
        entries: [anEntry(), anEntry(), anEntry({ reason: 'später \u2028 "' })],
      }),
    );
  });

  test("git finds every commit's signature good and every object sound", () => {
    expect(git("log", "--format=%G? %GS", branch)).toBe("G ci@acme.example\n".repeat(3));
    git("verify-commit", `${branch}~2`, `${branch}~1`, branch);
    expect(git("fsck", "--strict")).toBe("");
  });

  test("git finds the trailers, and sha256sum the digest they name", () => {
    const named = git("log", "-1", "--format=%(trailers:key=Rollcall-Manifest,valueonly)", branch).trim();
    const manifest = git("cat-file", "blob", `${branch}:${day}/000000000003.json`);
    expect(run("sha256sum", [], manifest).slice(0, 64)).toBe(named.replace("sha256:", ""));
    expect(git("log", "-1", "--format=%(trailers:key=Rollcall-Seq,valueonly)", branch).trim()).toBe("3");
  });

  test("ssh-keygen finds the manifest's signature good", () => {
    const sigs: unknown = JSON.parse(git("cat-file", "blob", `${branch}:${day}/000000000002.sigs.json`));
    if (typeof sigs !== "object" || sigs === null || !("sshsig" in sigs)) throw new Error("no signature");
    const signature = file(place.sub("manifest.sig"), String(sigs.sshsig));
    const args = [
      "-Y",
      "verify",
      "-f",
      allowed,
      "-I",
      "ci@acme.example",
      "-n",
      "rollcall-manifest@v1",
      "-s",
      signature,
    ];
    expect(run("ssh-keygen", args, git("cat-file", "blob", `${branch}:${day}/000000000002.json`))).toContain("Good");
  });

  const envelopeAt = async (sequence: number) =>
    (await readEnvelope(ledger.git, branch, sequence)) ?? expect.fail(`the ledger has nothing at ${sequence}`);

  test("openssl finds the exported envelope's signature good", async () => {
    const envelope: unknown = JSON.parse(exportEnvelope(await envelopeAt(2), "dsse"));
    expect(envelope).toMatchObject({
      payloadType: "application/vnd.in-toto+json",
      signatures: [{ keyid: expect.stringMatching(/^SHA256:/) }],
    });
    const { payload, signature } = partsOf(envelope);
    const key = createPublicKey({ key: publicJwk(keyOfLine(signer.publicKey)), format: "jwk" });
    const pem = file(place.sub("key.pem"), key.export({ type: "spki", format: "pem" }).toString());
    const message = file(place.sub("pae"), preAuthEncoding("application/vnd.in-toto+json", payload));
    const args = ["pkeyutl", "-verify", "-pubin", "-inkey", pem, "-rawin", ...digest, "-in", message];
    expect(run("openssl", [...args, "-sigfile", file(place.sub("sig"), signature)])).toContain("Verified Successfully");
    expect(payload.toString()).toContain('"seq":2');
  });

  test("Sigstore's verifier takes the exported bundle, by a key that it has already, and no other bytes", async () => {
    const text = exportEnvelope(await envelopeAt(2), "sigstore");
    const publicKey = createPublicKey({ key: publicJwk(keyOfLine(signer.publicKey)), format: "jwk" });
    const trusted = { publicKey: () => ({ publicKey, validFor: () => true }) };
    const trust = { ...trusted, certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
    const none = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
    const verify = (bundle: unknown) => new Verifier(trust, none).verify(toSignedEntity(bundleFromJSON(bundle)));
    const bundle = JSON.parse(text);
    expect(verify(bundle)).toMatchObject({ key: publicKey });
    const { payload } = bundle.dsseEnvelope;
    const altered = Buffer.from(Buffer.from(payload, "base64").toString().replace('"seq":2', '"seq":3')).toString(
      "base64",
    );
    expect(altered).not.toBe(payload);
    expect(() => verify({ ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: altered } })).toThrow();
  });

  test("a place the ledger does not have has no envelope", async () => {
    for (const sequence of [0, 4, -1]) expect(await readEnvelope(ledger.git, branch, sequence)).toBeNull();
  });

  test("the script of docs/ledger.md passes a ledger that holds, and names the run that does not", async () => {
    const page = readFileSync(new URL("../../docs/ledger.md", import.meta.url), "utf8");
    const script = file(place.sub("verify-ledger.sh"), /```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "exit 1", 0o755);
    const check = (name: string) => spawnSync("sh", [script, allowed, name], { cwd: path, encoding: "utf8" });
    expect(check(branch)).toMatchObject({
      status: 0,
      stderr: "",
      stdout: expect.stringMatching(/^3 records hold; head [0-9a-f]{40}/),
    });
    const tip = (await ledger.git.resolve(branch)) ?? "";
    const { tree } = await takeApart(ledger.git, tip);
    const having = async (name: string, content: string) =>
      recommit(ledger.git, tip, { signer, tree: await withFile(ledger.git, tree, name, content) });
    const forged = {
      unknown: await recommit(ledger.git, tip, { signer: openSshSigner(keys.other.privateKey) }),
      backwards: await recommit(ledger.git, tip, { signer, seconds: 1_795_255_100 }),
      entries: await having(`${day}/000000000003.entries.ndjson`, "{}"),
      sigs: await having(`${day}/000000000003.sigs.json`, "{}"),
      more: await having("README", "x"),
    };
    for (const [name, oid] of Object.entries(forged)) {
      await ledger.git.updateRef(`refs/heads/forged-${name}`, oid, null);
      expect(check(`forged-${name}`)).toMatchObject({ status: 9, stderr: expect.stringMatching(/^record 3 /) });
    }
  });

  test("the commands of docs/verify-by-hand.md find every record good", () => {
    const page = readFileSync(new URL("../../docs/verify-by-hand.md", import.meta.url), "utf8");
    file(`${path}/allowed_signers`, readFileSync(allowed));
    const shown = spawnSync("sh", ["-e", "-c", /```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "exit 1"], {
      cwd: path,
      encoding: "utf8",
    });
    expect(shown.status).toBe(0);
    expect(shown.stdout.match(/^[0-9a-f]+ \d+ G rollcall: (apply|heartbeat) #\d$/gm)).toHaveLength(3);
  });

  test.skipIf(!hasPython)(
    "the script of docs/verify-by-hand.md finds roots, DSSE and checkpoint good, and names what is not",
    async () => {
      const script = scriptOf("verify-roots.py");
      const check = (name: string) => spawnSync("python3", [script, allowed, name], { cwd: path, encoding: "utf8" });
      expect(check(branch)).toMatchObject({
        ...{
          status: 0,
          stderr: "",
          stdout: expect.stringMatching(/^3 records hold; root [0-9a-f]{64}; ledger rollcall\/acme/),
        },
      });
      if (kind === "Ed25519") return;
      const tip = (await ledger.git.resolve(branch)) ?? "";
      const { tree } = await takeApart(ledger.git, tip);
      for (const [at, from, to] of [
        ["json", '"count":3', '"count": 3'],
        ["json", '"people":42', '"people":43'],
        ["entries.ndjson", "engineering", "engineerinG"],
        ["sigs.json", "SHA256:", "SHA256;"],
      ] as const) {
        const text = git("cat-file", "blob", `${tip}:${day}/000000000003.${at}`);
        const forged = await withFile(ledger.git, tree, `${day}/000000000003.${at}`, text.replace(from, to));
        const name = `forged-root-${++tries}`;
        await ledger.git.updateRef(
          `refs/heads/${name}`,
          await recommit(ledger.git, tip, { signer, tree: forged }),
          null,
        );
        expect(check(name)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^record 3 /) });
      }
      const note = git("cat-file", "blob", `${tip}:checkpoint`);
      const forged = await withFile(
        ledger.git,
        tree,
        "checkpoint",
        git("cat-file", "blob", `${tip}~1:checkpoint`).replace("\n2\n", "\n3\n"),
      );
      await ledger.git.updateRef(
        `refs/heads/forged-note`,
        await recommit(ledger.git, tip, { signer, tree: forged }),
        null,
      );
      expect(check("forged-note")).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^record 3 .*checkpoint/),
      });
      const { size } = await readHead(ledger.git, tip);
      const proof = await proveRecord(ledger.git, { tip, size, sequence: 3, entry: anEntry().key, checkpoint: note });
      const kept = file(place.sub("kept.txt"), note);
      const prove = (of: unknown) =>
        spawnSync("python3", [scriptOf("verify-proof.py"), file(place.sub("proof.json"), JSON.stringify(of)), kept], {
          encoding: "utf8",
        });
      expect(prove(proof)).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("record 3 lies in rollcall/acme"),
      });
      const line = proof.entry?.line.replace("e1001", "e1002") ?? "";
      expect(prove({ ...proof, entry: { ...proof.entry, line } })).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("entry"),
      });
      expect(prove({ ...proof, manifest: proof.manifest.replace("run-3", "run-4") })).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("path"),
      });
    },
  );

  test("Rollcall finds it as it should be", async () => {
    const allowedSigners = readFileSync(allowed, "utf8");
    const options = { branch, allowedSigners, clock: ledger.clock };
    expect(await verifyLedger(ledger.git, options)).toMatchObject({ kind: "verified", records: 3 });
  });
});

let tries = 0;

/** A script of docs/verify-by-hand.md, by the name in its second line. */
function scriptOf(name: string): string {
  const page = readFileSync(new URL("../../docs/verify-by-hand.md", import.meta.url), "utf8");
  const scripts = [...page.matchAll(/```python\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  return file(place.sub(name), scripts.find((text) => text.includes(`# ${name} `)) ?? "exit(2)");
}

function partsOf(envelope: unknown): { payload: Buffer; signature: Buffer } {
  if (typeof envelope !== "object" || envelope === null) throw new Error("no envelope");
  if (!("payload" in envelope && "signatures" in envelope && Array.isArray(envelope.signatures)))
    throw new Error("no envelope");
  return {
    payload: Buffer.from(String(envelope.payload), "base64"),
    signature: Buffer.from(String(envelope.signatures[0].sig), "base64"),
  };
}
