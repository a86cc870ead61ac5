import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllowedSigners, permission } from "../../src/audit/allowed-signers.ts";
import { checkNote, signNote } from "../../src/audit/checkpoint.ts";
import {
  commitMessage,
  commitNamespace,
  commitPayload,
  joinCommit,
  parseCommit,
  parseMessage,
  splitCommit,
} from "../../src/audit/commit.ts";
import { checkPayload, signPayload } from "../../src/audit/envelope.ts";
import { derSignatureOf, sshSignatureOf } from "../../src/audit/p256.ts";
import { openCheck, publicKeyBlob, publicKeyOf } from "../../src/audit/public-key.ts";
import { parseRevokedKeys } from "../../src/audit/revoked-keys.ts";
import { keyOfLine, lineOf, type Signer } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { checkSsh, signSsh } from "../../src/audit/sshsig.ts";
import { RollcallError } from "../../src/model/error.ts";
import { allowCi, keys } from "./a-ledger.ts";

const check = openCheck();
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const p256: Signer = {
  principal: "p256",
  publicKey: lineOf(pair.publicKey.export({ type: "spki", format: "der" }).subarray(-65)),
  sign: async (bytes) => new Uint8Array(sign("sha256", bytes, pair.privateKey)),
};
const signers = [
  { kind: "Ed25519", signer: openSshSigner(keys.ci.privateKey) },
  { kind: "P-256", signer: p256 },
];

/** The bytes with each of their bits changed in turn. */
function* bitFlips(bytes: Uint8Array): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}

/** Which of the changed texts something still accepts. */
async function accepted(text: string, accepts: (changed: string) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const changed of bitFlips(Buffer.from(text))) {
    if (await accepts(changed.toString("utf8"))) found.push(changed.toString("latin1"));
  }
  return found;
}

/** A text with parts of it left out, doubled, or with others put in. */
function edits(text: string, strange: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const place = fc.nat({ max: text.length });
  return fc
    .tuple(
      place,
      fc.nat({ max: 20 }),
      fc.oneof(
        fc.constant(""),
        strange,
        place.map((at) => text.slice(at, at + 9)),
      ),
    )
    .map(([at, count, put]) => text.slice(0, at) + put + text.slice(at + count));
}

const bytes = fc.uint8Array({ maxLength: 300 });
const noise = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("\n", "\n\n", "— ", "=", " ", '"', "-----"),
);
const message = Buffer.from("m");

describe.each(signers)("signed with $kind", ({ signer }) => {
  const key = keyOfLine(signer.publicKey);
  const head = { origin: "rollcall/acme/01", size: 12, root: Buffer.alloc(32, 7) };

  test("a note is refused with any bit changed, and whatever was cut out or put in", async () => {
    const note = await signNote(signer, head);
    const accepts = async (text: string) => (await checkNote(text, key, check)) !== null;
    expect(await accepts(note)).toBe(true);
    expect(await accepted(note, accepts)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.oneof(edits(note, noise), noise), async (text) => {
        expect(await accepts(text)).toBe(text === note);
      }),
      { numRuns: 300 },
    );
  });

  test("an SSH signature is refused with any bit changed, and never throws", async () => {
    const signature = await signSsh(signer, "git", message);
    const accepts = async (text: string) =>
      (await checkSsh({ signature: text, namespace: "git", message }, check)) !== null;
    expect(await accepts(signature)).toBe(true);
    expect(await accepted(signature, accepts)).toEqual([]);
    const body = Buffer.from(signature.split("\n").slice(1, -2).join(""), "base64");
    const armored = (blob: Uint8Array) =>
      `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(blob).toString("base64")}\n-----END SSH SIGNATURE-----\n`;
    expect(await accepts(armored(body))).toBe(true);
    for (const blob of bitFlips(body)) expect(await accepts(armored(blob))).toBe(false);
    for (let end = 0; end < body.length; end++) expect(await accepts(armored(body.subarray(0, end)))).toBe(false);
    const strange = fc.oneof(edits(signature, noise), noise, bytes.map(armored));
    await fc.assert(
      fc.asyncProperty(strange, async (text) => {
        const same = text.replaceAll(/[\r\n]/g, "") === signature.replaceAll(/[\r\n]/g, "");
        if (!same) expect(await accepts(text)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test("an envelope's signature is refused with any bit changed, and never throws", async () => {
    const payload = Buffer.from('{"a":1}');
    const signature = await signPayload(signer, "a/b", payload);
    const accepts = (with_: object) => checkPayload({ payloadType: "a/b", payload, key, signature, ...with_ }, check);
    expect(await accepts({})).toBe(true);
    expect(await accepted(signature.sig, (sig) => accepts({ signature: { ...signature, sig } }))).toEqual([]);
    expect(await accepted(signature.keyid, (keyid) => accepts({ signature: { ...signature, keyid } }))).toEqual([]);
    for (const changed of bitFlips(payload)) expect(await accepts({ payload: changed })).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, edits(signature.sig, noise)), async (sig) => {
        expect(await accepts({ signature: { ...signature, sig } })).toBe(sig === signature.sig);
      }),
      { numRuns: 300 },
    );
  });

  test("a commit is refused with any bit changed, and never throws", async () => {
    const trailers = {
      sequence: 3,
      manifest: `sha256:${"a".repeat(64)}`,
      previous: null,
      name: { label: "Run", id: "r-1" },
      versions: { policies: null, signers: null },
    } as const;
    const commit = { tree: "1".repeat(40), parents: ["2".repeat(40)], principal: "ci", seconds: 1_795_255_100 };
    const payload = commitPayload({ ...commit, message: commitMessage(trailers) });
    const raw = joinCommit(payload, await signSsh(signer, commitNamespace, payload));
    const accepts = async (changed: Uint8Array) => {
      const parts = splitCommit(changed);
      if (parts === null || parseCommit(parts.payload) === null) return false;
      const signed = { signature: parts.signature, namespace: commitNamespace, message: parts.payload };
      return (await checkSsh(signed, check)) !== null;
    };
    expect(await accepts(raw)).toBe(true);
    for (const changed of bitFlips(raw)) expect(await accepts(changed)).toBe(false);
    const text = Buffer.from(raw).toString("latin1");
    await fc.assert(
      fc.asyncProperty(fc.oneof(edits(text, noise), noise), async (changed) => {
        const parts = splitCommit(Buffer.from(changed, "latin1"));
        const same = parts !== null && Buffer.from(parts.payload).equals(payload);
        if (!same) expect(await accepts(Buffer.from(changed, "latin1"))).toBe(false);
        expect(() => parseMessage(changed)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test("a key is another one, or none, with any bit of its line changed", () => {
    const blob = publicKeyBlob(key);
    expect(publicKeyOf(blob)).toEqual(key);
    for (const changed of bitFlips(blob)) expect(publicKeyOf(changed)?.equals(key) ?? false).toBe(false);
    const use = { key, namespace: "git", at: 0 };
    for (const changed of bitFlips(Buffer.from(signer.publicKey))) {
      expect(orRefused(() => permission(parseAllowedSigners(`ci ${changed.toString("utf8")}`), use).kind)).not.toBe(
        "allowed",
      );
      expect(orRefused(() => keyOfLine(changed.toString("utf8")).equals(key))).not.toBe(true);
    }
  });
});

/** What a function gives; a file that it refuses is no failure, anything else it throws is. */
function orRefused<T>(run: () => T): T | "refused" {
  try {
    return run();
  } catch (error) {
    if (error instanceof RollcallError && ["input-invalid", "signer-unavailable"].includes(error.code))
      return "refused";
    throw error;
  }
}

describe("a file of keys", () => {
  const line = allowCi('namespaces="git,rollcall-*",valid-after="20260101Z"').trimEnd();
  const word = fc.constantFrom(
    ...[
      "ci",
      "ssh-ed25519",
      "ecdsa-sha2-nistp256",
      "ssh-rsa",
      "cert-authority",
      'namespaces="',
      "valid-after=",
      '"',
      ",",
    ],
    ...["20260101Z", "99999999Z", "AAAA", "#", " ", "\t", "\r", keys.ci.publicKey, p256.publicKey],
  );
  const lines = fc.array(
    fc.oneof(
      edits(line, noise),
      noise,
      word,
      fc.array(word).map((words) => words.join(" ")),
    ),
    {
      maxLength: 4,
    },
  );

  test("is read or refused as a file, whatever it holds", () => {
    fc.assert(
      fc.property(lines, fc.string(), (written, namespace) => {
        const text = written.join("\n");
        const found = orRefused(() => parseAllowedSigners(text));
        if (found !== "refused") permission(found, { key: keyOfLine(keys.ci.publicKey), namespace, at: 0 });
        orRefused(() => parseRevokedKeys(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("allows nobody whose key does not stand in it", () => {
    fc.assert(
      fc.property(lines, (written) => {
        const found = orRefused(() => parseAllowedSigners(written.join("\n")));
        const use = { key: keyOfLine(keys.other.publicKey), namespace: "git", at: 0 };
        if (found !== "refused") expect(permission(found, use)).toEqual({ kind: "unknown" });
      }),
      { numRuns: 500 },
    );
  });
});

test("the numbers of an ECDSA signature are the same in DER and as SSH writes them, or are none", () => {
  fc.assert(
    fc.property(bytes, (strange) => {
      const [ssh, der] = [sshSignatureOf(strange), derSignatureOf(strange)];
      if (ssh !== null) expect(derSignatureOf(ssh)?.equals(strange)).toBe(true);
      if (der !== null) expect(sshSignatureOf(der)?.equals(strange)).toBe(true);
    }),
  );
  for (let round = 0; round < 200; round++) {
    const der = sign("sha256", Buffer.from(`${round}`), pair.privateKey);
    expect(derSignatureOf(sshSignatureOf(der) ?? Buffer.alloc(0))).toEqual(der);
    for (const end of [0, 1, 2, 3, der.length - 1]) expect(sshSignatureOf(der.subarray(0, end))).toBeNull();
    expect(sshSignatureOf(Buffer.concat([der, Buffer.alloc(1)]))).toBeNull();
  }
});
