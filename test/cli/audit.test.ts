import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import type { Flags } from "../../src/cli/command.ts";
import { audit } from "../../src/cli/commands/audit.ts";
import type { Format } from "../../src/cli/console.ts";
import { openWorld } from "../../src/cli/world.ts";
import { aLedger, allowCi, aRun, bareRepository, file, keys, run, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const root = place.sub("work");
const ref = "refs/heads/rollcall/audit";
let tip = "";

beforeAll(async () => {
  const key = file(place.sub("key"), keys.ci.privateKey, 0o600);
  const texts = { ...aRepository, "policies/allowed_signers": allowCi() };
  for (const [path, text] of Object.entries(texts))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}audit: { signer: { ssh: "\${file:${key}}" } }\n` : text);
  file(place.sub("witness-key"), keys.witness.privateKey, 0o600);
  run("git", ["init", "-q", root]);
  const ledger = await aLedger(root);
  for (const name of ["run-1", "run-2", "run-3"]) await appendRun(ledger, aRun({ run: name }));
  tip = run("git", ["-C", root, "rev-parse", ref]).trim();
  bareRepository(place.sub("remote.git"));
});
afterAll(() => place.remove());

async function call(words: readonly string[], flags: Flags = {}, format: Format = "text") {
  const printed: string[] = [];
  const noted: string[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const console = {
    ...{ color: false, width: 200, format, emit: () => {}, close: () => {} },
    print: (text: string) => {
      printed.push(text);
      // Whatever listens is stopped once it has said where.
      if (flags["listen"] !== undefined) stop.abort();
    },
    note: (text: string) => void noted.push(text),
    complain: (text: string) => void noted.push(text),
  };
  const world = () => openWorld({ flags: { root }, emit: () => {}, signal });
  const code = await audit.run({ flags, words, console, signal, world });
  return { code, printed: printed.join(""), noted: noted.join("") };
}

const json = async (words: readonly string[], flags: Flags = {}) =>
  JSON.parse((await call(words, flags, "json")).printed);

const witnessing = {
  ...{ state: place.sub("state.json"), key: place.sub("witness-key"), name: "security.example/w1" },
  ...{ logs: `${root}/policies/allowed_signers`, out: place.sub("cosigned.txt") },
};

describe("from the first anchor to a ledger that was cut", () => {
  test("verify says that nothing is kept yet", async () => {
    expect((await call(["verify"])).printed).toContain("rollcall audit anchor writes it");
  });

  test("anchor, tag and witness keep the head", async () => {
    expect(await call(["anchor"])).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^Kept: audit\/anchor.json/),
    });
    expect(await call(["anchor"])).toMatchObject({ code: 0, printed: expect.stringMatching(/^Kept already/) });
    expect(await json(["tag"])).toMatchObject({ kind: "anchored", isNew: true, head: { size: 3 } });
    const { code, noted } = await call(["witness"], witnessing);
    expect({ code, noted }).toEqual({
      code: 0,
      noted: expect.stringMatching(/cosigned 3 runs .* security.example\/w1\+/),
    });
    const { printed } = await call(["checkpoint"], { old: "2" });
    expect(printed).toMatch(/^old 2\n.{44}\n\nrollcall\/acme\//);
  });

  test("verify lists what it was held against", async () => {
    const { anchors, kind } = await json(["verify"], { since: witnessing.out });
    expect(kind).toBe("verified");
    expect(anchors).toMatchObject([
      { kind: "file", name: "audit/anchor.json", size: 3, verdict: "extended" },
      { kind: "tag", size: 3, verdict: "extended" },
      { kind: "since", name: witnessing.out, size: 3, verdict: "extended" },
    ]);
    const { printed } = await call(["verify"]);
    expect(printed).toMatch(/extended +file +audit\/anchor.json +3 records/);
    expect(printed).not.toContain("rollcall audit anchor writes it");
  });

  test("a cut ends with 9 for verify, anchor, tag and witness, and names what caught it", async () => {
    run("git", ["-C", root, "update-ref", ref, `${tip}~1`]);
    try {
      for (const words of [["verify"], ["anchor"], ["tag"]]) {
        const { code, printed } = await call(words);
        expect({ words, code }).toEqual({ words, code: 9 });
        expect(printed).toMatch(/truncated +file +audit\/anchor.json/);
        expect(printed).toContain("record 3 is the first that is not what was kept");
      }
      const refused = expect.objectContaining({ code: "ledger-invalid" });
      await expect(call(["witness"], witnessing)).rejects.toThrow(refused);
      await expect(call(["checkpoint"], { old: "3" })).rejects.toThrow(refused);
    } finally {
      run("git", ["-C", root, "update-ref", ref, tip]);
    }
  });

  test("a witness that listens says where and as whom, and gives its memory back when it is stopped", async () => {
    const listening = { ...witnessing, listen: "0" };
    for (const _ of [1, 2]) {
      const { code, printed } = await call(["witness"], listening);
      expect(code).toBe(0);
      expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/add-checkpoint\nsecurity\.example\/w1\+[0-9a-f]{8}\+B/);
    }
    await expect(call(["witness"], { ...witnessing, listen: "x" })).rejects.toThrow(
      expect.objectContaining({ code: "input-invalid" }),
    );
  });

  test("what is called wrongly is told", async () => {
    const wrong = expect.objectContaining({ code: "input-invalid" });
    const { state, ...without } = witnessing;
    expect(state).toContain("state.json");
    await expect(call(["witness"], without)).rejects.toThrow(wrong);
    await expect(call(["witness", "a", "b"], witnessing)).rejects.toThrow(wrong);
    await expect(call(["checkpoint"], { old: "x" })).rejects.toThrow(wrong);
    await expect(call(["anchors"])).rejects.toThrow(wrong);
    await expect(call(["anchor"], { ref: "HEAD" })).rejects.toThrow(wrong);
    await expect(call(["verify"], { since: `${root}/rollcall.yaml` })).rejects.toThrow(wrong);
  });
});
