import { describe, expect, test } from "vitest";
import { parseAllowedSigners, permission } from "../../src/audit/allowed-signers.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { keys } from "./a-ledger.ts";

const key = keyOfLine(keys.ci.publicKey);
const at = Date.parse("2026-06-01T12:00:00Z");
const judge = (text: string, use: Partial<{ key: Uint8Array; namespace: string; at: number }> = {}) =>
  permission(parseAllowedSigners(text), { key, namespace: "git", at, ...use });

describe("a key", () => {
  test("is allowed by a plain line, with comments and blank lines around", () => {
    const text = `# CI\n\nci@acme.example ${keys.ci.publicKey} a comment\r\n`;
    expect(judge(text)).toEqual({ kind: "allowed", principal: "ci@acme.example" });
  });

  test("that no line names is unknown", () => {
    expect(judge(`m ${keys.other.publicKey}\n`)).toEqual({ kind: "unknown" });
    expect(judge("")).toEqual({ kind: "unknown" });
  });

  test("is bound to the namespaces of its line, patterns included", () => {
    expect(judge(`ci namespaces="file,rollcall-*" ${keys.ci.publicKey}`)).toEqual({ kind: "namespace" });
    const use = { namespace: "rollcall-manifest@v1" };
    expect(judge(`ci namespaces="file,rollcall-*" ${keys.ci.publicKey}`, use).kind).toBe("allowed");
    expect(judge(`ci namespaces="g.t" ${keys.ci.publicKey}`).kind).toBe("namespace");
  });

  test("is bound to the time of its line, both ends included", () => {
    const line = `ci valid-after="20260601Z",valid-before="202606020000Z" ${keys.ci.publicKey}`;
    const on = (instant: string) => judge(line, { at: Date.parse(instant) }).kind;
    expect(on("2026-05-31T23:59:59Z")).toBe("not-yet");
    expect(on("2026-06-01T00:00:00Z")).toBe("allowed");
    expect(on("2026-06-02T00:00:00Z")).toBe("allowed");
    expect(on("2026-06-02T00:00:01Z")).toBe("expired");
  });

  test("may have a second line after its first one ended", () => {
    const text = `ci valid-before="20260101Z" ${keys.ci.publicKey}\nci valid-after="20260501Z" ${keys.ci.publicKey}\n`;
    expect(judge(text).kind).toBe("allowed");
  });
});

describe("a line", () => {
  test("for certificates or other kinds of key allows nobody", () => {
    expect(parseAllowedSigners(`ca cert-authority ${keys.ci.publicKey}\nx ssh-rsa AAAAB3NzaC1yc2E=\n`)).toEqual([]);
  });

  test.each([
    ["a time in an unnamed zone", `ci valid-before="20260101" ${keys.ci.publicKey}`],
    ["a time that is none", `ci valid-before="20261301Z" ${keys.ci.publicKey}`],
    ["an unknown option", `ci trusted ${keys.ci.publicKey}`],
    ["an exception among namespaces", `ci namespaces="*,!git" ${keys.ci.publicKey}`],
    ["a blank among namespaces", `ci namespaces="git, file" ${keys.ci.publicKey}`],
    ["an option twice", `ci valid-before="20260101Z",valid-before="20990101Z" ${keys.ci.publicKey}`],
    ["no key", "ci"],
    ["a lone quote", `ci namespaces="git ${keys.ci.publicKey}`],
    ["a lone quote for a blank", `ci ${keys.ci.publicKey.replace(" ", '"')}`],
    ["a key of another kind than it says", `ci ${keys.ci.publicKey.replace("ssh-ed25519", "ecdsa-sha2-nistp256")}`],
    ["a damaged key", "ci ssh-ed25519 AAAA"],
  ])("with %s is refused", (_, line) => {
    expect(() => parseAllowedSigners(line)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });
});
