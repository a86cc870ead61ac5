import { afterAll, describe, expect, test } from "vitest";
import { openCheck } from "../../src/audit/public-key.ts";
import { fingerprint, keyOfLine } from "../../src/audit/signer.ts";
import { generateSshKey, openSshSigner } from "../../src/audit/ssh-key.ts";
import { checkSsh, signSsh } from "../../src/audit/sshsig.ts";
import { allowCi, file, keys, newKey, run, scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const signer = openSshSigner(keys.ci.privateKey);
const namespace = "rollcall-manifest@v1";
const check = openCheck();
const keyFile = file(place.sub("ci"), keys.ci.privateKey, 0o600);

function byOpenSsh(message: string, ...options: string[]): string {
  return run("ssh-keygen", ["-q", "-Y", "sign", "-f", keyFile, "-n", namespace, ...options, "-"], message);
}

describe("a signature", () => {
  test.each(["", "hello", "grüße ✓\n", "x".repeat(5000)])(
    "is the one ssh-keygen makes, byte for byte",
    async (message) => {
      expect(await signSsh(signer, namespace, Buffer.from(message))).toBe(byOpenSsh(message));
    },
  );

  test("is accepted by ssh-keygen -Y verify", async () => {
    const signature = file(place.sub("m.sig"), await signSsh(signer, namespace, Buffer.from("m")));
    const allowed = file(place.sub("allowed"), allowCi());
    const options = ["-f", allowed, "-I", "ci@acme.example", "-n", namespace, "-s", signature];
    expect(run("ssh-keygen", ["-Y", "verify", ...options], "m")).toContain("Good");
    expect(() => run("ssh-keygen", ["-Y", "verify", ...options], "n")).toThrow();
  });

  test("by ssh-keygen holds here, also over SHA-256", async () => {
    for (const signature of [byOpenSsh("m"), byOpenSsh("m", "-O", "hashalg=sha256")]) {
      expect(await checkSsh({ signature, namespace, message: Buffer.from("m") }, check)).toEqual(
        keyOfLine(signer.publicKey),
      );
    }
  });

  test("does not hold for another message, in another namespace, or damaged", async () => {
    const signature = byOpenSsh("m");
    const message = Buffer.from("m");
    expect(await checkSsh({ signature, namespace, message: Buffer.from("n") }, check)).toBeNull();
    expect(await checkSsh({ signature, namespace: "git", message }, check)).toBeNull();
    for (const broken of [
      "",
      "m",
      signature.slice(0, 120),
      signature.replace(/A/g, "B"),
      signature.replace("SSH SIG", "PGP SIG"),
    ]) {
      expect(await checkSsh({ signature: broken, namespace, message }, check)).toBeNull();
    }
  });

  test("does not hold when its namespace was rewritten", async () => {
    const signature = await signSsh(signer, "git", Buffer.from("m"));
    const body = Buffer.from(signature.split("\n").slice(1, -2).join(""), "base64").toString("latin1");
    const renamed = Buffer.from(body.replace("git", "gut"), "latin1").toString("base64");
    const forged = `-----BEGIN SSH SIGNATURE-----\n${renamed}\n-----END SSH SIGNATURE-----\n`;
    expect(await checkSsh({ signature: forged, namespace: "gut", message: Buffer.from("m") }, check)).toBeNull();
  });
});

describe("a signature by a P-256 key", () => {
  const { text, line } = newKey(place.sub("p256"), "p256@acme.example");
  const p256 = openSshSigner(text);
  const allowed = file(place.sub("allowed-p256"), `p256@acme.example ${line}\n`);
  const verify = (signature: string, message: string) =>
    run(
      "ssh-keygen",
      [
        ...["-Y", "verify", "-f", allowed, "-I", "p256@acme.example", "-n", namespace],
        ...["-s", file(place.sub("p256.sig"), signature)],
      ],
      message,
    );

  test("is accepted by ssh-keygen -Y verify, whichever of its numbers begin with a zero or a set bit", async () => {
    for (let round = 0; round < 24; round++) {
      const signature = await signSsh(p256, namespace, Buffer.from(`m${round}`));
      expect(verify(signature, `m${round}`)).toContain("Good");
    }
    const signature = await signSsh(p256, namespace, Buffer.from("m"));
    expect(() => verify(signature, "n")).toThrow();
  });

  test("by ssh-keygen holds here, and for nothing else", async () => {
    for (let round = 0; round < 8; round++) {
      const args = ["-q", "-Y", "sign", "-f", place.sub("p256"), "-n", namespace, "-"];
      const signature = run("ssh-keygen", args, "m");
      const found = await checkSsh({ signature, namespace, message: Buffer.from("m") }, check);
      expect(found).toEqual(keyOfLine(line));
      expect(await checkSsh({ signature, namespace, message: Buffer.from("n") }, check)).toBeNull();
    }
  });

  test("by a point that does not lie on the curve holds for nothing", async () => {
    const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]);
    const signature = await p256.sign(Buffer.from("m"));
    expect(await check(point, Buffer.from("m"), signature)).toBe(false);
    expect(await check(keyOfLine(line), Buffer.from("m"), signature)).toBe(true);
  });
});

describe("a key", () => {
  test("that was made here is read by ssh-keygen and has the same fingerprint there", () => {
    const line = run("ssh-keygen", ["-y", "-f", keyFile]).trim();
    expect(line).toBe(`${signer.publicKey} ci@acme.example`);
    const blob = Buffer.from(signer.publicKey.split(" ")[1] ?? "", "base64");
    expect(run("ssh-keygen", ["-lf", keyFile])).toContain(fingerprint(blob));
  });

  test("by ssh-keygen is read here", async () => {
    run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "bot@acme.example", "-f", place.sub("bot")]);
    const text = run("cat", [place.sub("bot")]);
    expect(openSshSigner(text).principal).toBe("bot@acme.example");
    expect(run("cat", [place.sub("bot.pub")])).toContain(openSshSigner(text).publicKey);
  });

  test("with a comment that is no principal signs as rollcall", () => {
    run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "key <of> CI\\", "-f", place.sub("odd")]);
    expect(openSshSigner(run("cat", [place.sub("odd")])).principal).toBe("rollcall");
  });

  test("with a passphrase, of another kind, or no key at all is unavailable, and its text is not repeated", () => {
    run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret phrase", "-f", place.sub("locked")]);
    run("ssh-keygen", ["-q", "-t", "ecdsa", "-b", "384", "-N", "", "-f", place.sub("p384")]);
    const texts = [run("cat", [place.sub("locked")]), run("cat", [place.sub("p384")]), "hunter2", ""];
    for (const text of texts) {
      expect(() => openSshSigner(text)).toThrow(expect.objectContaining({ code: "signer-unavailable" }));
    }
    expect(() => openSshSigner("hunter2")).not.toThrow(/hunter2/);
  });

  test("signs for a principal that cannot break out of a commit's header", () => {
    for (const principal of ["a b", "a\nb", "<a>", ""]) {
      expect(() => openSshSigner(keys.ci.privateKey, principal)).toThrow(
        expect.objectContaining({ code: "signer-unavailable" }),
      );
      expect(() => generateSshKey(principal)).toThrow(expect.objectContaining({ code: "signer-unavailable" }));
    }
  });
});
