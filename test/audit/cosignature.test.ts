import { describe, expect, test } from "vitest";
import { cosign, cosignersOf, parseWitness, witnessKey, witnessName } from "../../src/audit/cosignature.ts";
import { joinNote, logLine, parseNote } from "../../src/audit/note.ts";
import { openCheck } from "../../src/audit/public-key.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { keys } from "./a-ledger.ts";

const check = openCheck();

/** A checkpoint that a public log of certificates served in May 2026, cosigned by public witnesses. */
const published = `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`;
const logKey = Buffer.from("AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f", "base64").subarray(1);
const publishedKeys = [
  "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
  "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
  "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
  "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
];

const noteOf = (text: string) => parseNote(text) ?? expect.fail("it is no checkpoint");
const namesOf = async (text: string) => {
  const found = await cosignersOf(noteOf(text), publishedKeys.map(parseWitness), check);
  return found.map(({ name }) => name);
};

describe("a checkpoint of a public log", () => {
  test("is signed by its log, beside a line of a kind we do not know", async () => {
    expect((await logLine(noteOf(published), [logKey], check))?.keyId).toBe("ba2f06c0");
    expect(await logLine(noteOf(published), [keyOfLine(keys.ci.publicKey)], check)).toBeNull();
    expect(await logLine(noteOf(published.replace("\n1432088532\n", "\n1432088531\n")), [logKey], check)).toBeNull();
  });

  test("has the cosignatures of its witnesses, and a changed one has none", async () => {
    expect(await namesOf(published)).toEqual(publishedKeys.map((key) => key.split("+")[0]));
    expect(await namesOf(published.replace("\n1432088532\n", "\n1432088531\n"))).toEqual([]);
    expect(await namesOf(published.replace("2net5wAAAABqEiEg", "2net5wAAAABqEiEh"))).not.toContain("remora.n621.de");
  });
});

describe("a cosignature of ours", () => {
  const own = { name: "security.example/w1", signer: openSshSigner(keys.other.privateKey) };
  const witness = { name: own.name, key: keyOfLine(own.signer.publicKey) };
  const { body } = noteOf(published);
  const having = (...lines: readonly string[]) =>
    noteOf(
      joinNote(
        body,
        lines.map((text) => ({ text })),
      ),
    );

  test("holds for its own name and key, and counts once", async () => {
    const line = await cosign(own, body, 1_779_573_024);
    expect(await cosignersOf(having(line, line), [witness], check)).toEqual([witness]);
    expect(await cosignersOf(having(line), [{ ...witness, name: "another" }], check)).toEqual([]);
  });

  test("does not hold without a time", async () => {
    expect(await cosignersOf(having(await cosign(own, body, 0)), [witness], check)).toEqual([]);
  });

  test("is known by a verifier key that can be read again, and by no other", () => {
    expect(parseWitness(witnessKey(witness))).toEqual(witness);
    for (const text of publishedKeys) expect(witnessKey(parseWitness(text))).toBe(text);
    const [name, , key] = witnessKey(witness).split("+");
    const wrong = [`${name}+00000000+${key}`, `${name}+${key}`, "", publishedKeys[2]?.replace("+BO", "+AO") ?? ""];
    for (const text of wrong)
      expect(() => parseWitness(text)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });

  test("has a name without blanks and without +", () => {
    expect(witnessName("security.example/w1")).toBe("security.example/w1");
    for (const text of ["", "a b", "a+b", "a\nb"])
      expect(() => witnessName(text)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });
});

test("what only looks like a checkpoint is none", () => {
  const changed = [
    published.replace("\n\n", "\nextension\n\n"),
    published.replace("\n1432088532\n", "\n01432088532\n"),
    published.replace("U7WM", "U7W"),
    published.trimEnd(),
    `${published}\n`,
    `${published}— no key\n`,
    published.replace("— remora.n621.de", "— remora+n621.de"),
    published.slice(0, published.indexOf("—")),
    published.replace("arche", "ar\u0007che"),
    "x".repeat(70_000),
  ];
  for (const text of changed) expect(parseNote(text)).toBeNull();
});
