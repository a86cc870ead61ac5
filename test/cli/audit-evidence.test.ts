import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flags } from "../../src/cli/command.ts";
import { audit } from "../../src/cli/commands/audit.ts";
import type { Format } from "../../src/cli/console.ts";
import { openWorld } from "../../src/cli/world.ts";
import { allowCi, file, keys, run, scratch } from "../audit/a-ledger.ts";
import { anEvidentLedger } from "../audit/some-evidence.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const root = place.sub("work");

beforeAll(async () => {
  const key = file(place.sub("key"), keys.ci.privateKey, 0o600);
  const texts = { ...aRepository, "policies/allowed_signers": allowCi() };
  for (const [path, text] of Object.entries(texts))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}audit: { signer: { ssh: "\${file:${key}}" } }\n` : text);
  run("git", ["init", "-q", root]);
  await anEvidentLedger(root);
});
afterAll(() => place.remove());

async function call(words: readonly string[], flags: Flags = {}, format: Format = "text", at = root) {
  const printed: string[] = [];
  const { signal } = new AbortController();
  const print = (text: string) => void printed.push(text);
  const console = {
    ...{ color: false, width: 200, format, emit: () => {}, close: () => {} },
    print,
    note: print,
    complain: print,
  };
  const world = () => openWorld({ flags: { root: at }, emit: () => {}, signal });
  const code = await audit.run({ flags, words, console, signal, world });
  return { code, printed: printed.join("\n") };
}

const invalid = expect.objectContaining({ code: "input-invalid" });

describe("audit evidence", () => {
  test("writes the records of a range into one page with a policy of its own", async () => {
    const out = place.sub("evidence.html");
    const { code, printed } = await call(["evidence"], { out, from: "2", to: "4" });
    expect({ code, printed }).toEqual({ code: 0, printed: `${out}: records 2 to 4; open it in a browser` });
    const page = readFileSync(out, "utf8");
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-\S+; script-src &#39;sha256-/,
    );
    expect(page).toContain("the 1 before them are not on this page");
    expect(page).not.toMatch(/\b(src|href)=["']?(https?:)?\/\//);
    const data = JSON.parse(/id="evidence">(.*)<\/script>/.exec(page)?.[1] ?? "");
    expect(data).toMatchObject({ organization: "acme", records: [{ sequence: 2 }, { sequence: 3 }, { sequence: 4 }] });
  });

  test("refuses places that are not there, and a checkpoint of another ledger", async () => {
    const out = place.sub("never.html");
    await expect(call(["evidence"])).rejects.toThrow(invalid);
    await expect(call(["evidence"], { out, from: "4", to: "3" })).rejects.toThrow(invalid);
    await expect(call(["evidence"], { out, to: "6" })).rejects.toThrow(invalid);
    await expect(call(["evidence"], { out, from: "x" })).rejects.toThrow(invalid);
    const { printed: note } = await call(["checkpoint"], { branch: "rollcall/audit" });
    const checkpoint = file(place.sub("other.txt"), note.replace("\n5\n", "\n4\n"));
    expect(await call(["evidence"], { out, checkpoint })).toMatchObject({ code: 9 });
  });
});

describe("audit prove and check", () => {
  const signers = `${root}/policies/allowed_signers`;

  test("prove one change to somebody who has no repository", async () => {
    const out = place.sub("proof.json");
    expect(await call(["prove", "4"], { out, entry: "crm/e1002" })).toEqual({ code: 0, printed: "" });
    const nowhere = place.sub("nowhere");
    const { code, printed } = await call(["check", out], { signers }, "text", nowhere);
    expect(code).toBe(0);
    expect(printed).toMatch(
      /^Proved: record 4 \(run-4\) of rollcall\/acme\/\S+, signed by ci@acme.example at 2026-11-21T10:04:00Z\n/,
    );
    expect(printed).toContain("revoke crm group:engineering for e1002: unchanged");
    const note = file(place.sub("kept.txt"), (await call(["checkpoint"])).printed);
    expect((await call(["check", out], { signers, checkpoint: note }, "text", nowhere)).printed).toContain(
      "the checkpoint that you kept",
    );
  });

  test("end with 9 and name what does not hold", async () => {
    const forged = file(
      place.sub("forged.json"),
      readFileSync(place.sub("proof.json"), "utf8").replace('status\\":\\"unchanged', 'status\\":\\"applied'),
    );
    const { code, printed } = await call(["check", forged], { signers });
    expect({ code, printed }).toEqual({
      code: 9,
      printed: "The proof of record 4 does not hold:\n  entry: its entry is not in the record that was signed\n",
    });
    expect(JSON.parse((await call(["check", forged], { signers }, "json")).printed)).toMatchObject({
      format_version: "1.0",
      faults: [{ rule: "entry" }],
    });
  });

  test("refuse what cannot be proved or read", async () => {
    await expect(call(["prove", "6"])).rejects.toThrow(invalid);
    await expect(call(["prove", "x"])).rejects.toThrow(invalid);
    await expect(call(["check", place.sub("proof.json")])).rejects.toThrow(invalid);
    await expect(call(["check", place.sub("absent.json")], { signers })).rejects.toThrow(invalid);
    expect((await call(["prove", "2"], { "tlog-proof": true })).printed).toMatch(/^c2sp.org\/tlog-proof@v1\nindex 1\n/);
  });
});

describe("audit bundle, and verify of a bundle", () => {
  const signers = `${root}/policies/allowed_signers`;
  const out = place.sub("ledger.bundle");
  const nowhere = place.sub("nowhere");
  const foldersLeft = () => readdirSync(tmpdir()).filter((name) => name.startsWith("rollcall-bundle-")).length;

  test("verify the whole ledger and its tags on a machine without the repository, and leave nothing there", async () => {
    const before = foldersLeft();
    await call(["tag"]);
    expect(await call(["bundle"], { out })).toEqual({ code: 0, printed: `${out}: the ledger and 1 tags` });
    const { code, printed } = await call(["verify"], { bundle: out, signers }, "json", nowhere);
    expect({ code, found: JSON.parse(printed) }).toMatchObject({
      ...{ code: 0, found: { kind: "verified", records: 5, anchors: [{ kind: "tag", size: 5, verdict: "extended" }] } },
    });
    expect(
      (await call(["verify"], { bundle: out, signers: file(place.sub("nobody"), "") }, "text", nowhere)).code,
    ).toBe(9);
    expect(foldersLeft()).toBe(before);
  });

  test("hold it against a checkpoint that was kept", async () => {
    const since = file(place.sub("head.txt"), (await call(["checkpoint"])).printed);
    const short = place.sub("short.bundle");
    run("git", ["-C", root, "update-ref", "refs/heads/short", "rollcall/audit~2"]);
    run("git", ["-C", root, "bundle", "create", "-q", short, "short"]);
    const flags = { bundle: short, signers, branch: "short", since };
    expect(await call(["verify"], flags, "json", nowhere)).toMatchObject({
      code: 9,
      printed: expect.stringContaining("truncated"),
    });
  });

  test("run nothing that a bundle or the machine's own settings bring, and refuse what is no bundle, cut short, damaged or not whole", async () => {
    const marks = place.sub("marks");
    const hook = file(place.sub("home/hooks/reference-transaction"), `#!/bin/sh\ntouch ${marks}\n`, 0o755);
    file(
      place.sub("home/.gitconfig"),
      `[core]\n\thooksPath = ${dirname(hook)}\n[uploadpack]\n\tpackObjectsHook = ${hook}\n[init]\n\ttemplateDir = ${dirname(dirname(hook))}\n`,
    );
    const { HOME } = process.env;
    process.env["HOME"] = place.sub("home");
    try {
      expect(await call(["verify"], { bundle: out, signers }, "text", nowhere)).toMatchObject({ code: 0 });
      const bytes = readFileSync(out);
      const half = file(place.sub("half.bundle"), bytes.subarray(0, bytes.length - 40));
      const damaged = file(place.sub("damaged.bundle"), Buffer.concat([bytes.subarray(0, -60), Buffer.alloc(60, 7)]));
      run("git", ["-C", root, "bundle", "create", "-q", place.sub("thin.bundle"), "rollcall/audit~1..rollcall/audit"]);
      for (const bundle of [half, damaged, place.sub("thin.bundle")])
        await expect(call(["verify"], { bundle, signers }, "text", nowhere)).rejects.toThrow(
          expect.objectContaining({ code: "ledger-invalid" }),
        );
      const others = [root, file(place.sub("text"), "# v2 git bundles\n"), "ext::sh -c true", "--upload-pack=true"];
      for (const bundle of others)
        await expect(call(["verify"], { bundle, signers }, "text", nowhere)).rejects.toThrow(invalid);
      await expect(call(["verify"], { bundle: out, signers, branch: "other" }, "text", nowhere)).rejects.toThrow(
        invalid,
      );
      await expect(call(["verify"], { bundle: out }, "text", nowhere)).rejects.toThrow(invalid);
    } finally {
      process.env["HOME"] = HOME;
    }
    expect(existsSync(marks)).toBe(false);
  });
});
