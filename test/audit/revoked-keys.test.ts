import { afterAll, expect, test } from "vitest";
import { parseAllowedSigners, permission } from "../../src/audit/allowed-signers.ts";
import { parseRevokedKeys } from "../../src/audit/revoked-keys.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import { allowCi, file, keys, namespaces, newKey, run, scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const p256 = newKey(place.sub("p256"), "p256@acme.example");
const rsa = newKey(place.sub("rsa"), "rsa@acme.example", "-t", "rsa", "-b", "2048");
const text = `# gone\n\n${keys.ci.publicKey} ci, stolen\r\n  ${p256.line}\n${rsa.line}\n`;

test("keys of the kinds that sign are read, with comments, blank lines and other kinds around", () => {
  expect(parseRevokedKeys(text)).toEqual([keyOfLine(keys.ci.publicKey), keyOfLine(p256.line)]);
  expect(parseRevokedKeys("")).toEqual([]);
});

test("a line that is no key is refused, and so is a binary list", () => {
  run("ssh-keygen", ["-q", "-k", "-f", place.sub("krl"), place.sub("p256.pub")]);
  const binary = run("cat", [place.sub("krl")]);
  const other = keys.ci.publicKey.replace("ssh-ed25519", "ssh-rsa");
  for (const wrong of ["ssh-ed25519", "ssh-ed25519 AAAA", keys.ci.publicKey.slice(0, -8), other, "ci@acme", binary]) {
    expect(() => parseRevokedKeys(wrong)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  }
});

test("a revoked key may sign nothing on any of its lines, and ssh-keygen says the same of the same files", async () => {
  const allowed = `${allowCi()}p256@acme.example ${namespaces} ${p256.line}\nci@acme.example ${keys.ci.publicKey}\n`;
  const signers = parseAllowedSigners(allowed, parseRevokedKeys(`${keys.ci.publicKey}\n`));
  const use = { namespace: "git", at: 0 };
  expect(permission(signers, { ...use, key: keyOfLine(keys.ci.publicKey) })).toEqual({ kind: "revoked" });
  expect(permission(signers, { ...use, key: keyOfLine(p256.line) }).kind).toBe("allowed");
  expect(permission(signers, { ...use, key: keyOfLine(keys.ci.publicKey), isPinned: true }).kind).toBe("allowed");
  const signature = await signSsh(openSshSigner(keys.ci.privateKey), "git", Buffer.from("m"));
  const verify = (revoked: string) =>
    run(
      "ssh-keygen",
      [
        ...["-Y", "verify", "-n", "git", "-I", "ci@acme.example", "-f", file(place.sub("allowed"), allowed)],
        ...["-s", file(place.sub("m.sig"), signature), "-r", file(place.sub("revoked"), revoked)],
      ],
      "m",
    );
  expect(verify(`${p256.line}\n`)).toContain("Good");
  expect(() => verify(text)).toThrow(/revoked/i);
});
