import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import { noteVerifierKey } from "../../src/audit/checkpoint.ts";
import { cosignersOf, parseWitness } from "../../src/audit/cosignature.ts";
import { parseNote } from "../../src/audit/note.ts";
import { openCheck } from "../../src/audit/public-key.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { parseRequest, requestText } from "../../src/audit/witness-request.ts";
import { serveWitness } from "../../src/cli/witness-server.ts";
import { openWitness } from "../../src/run/open-witness.ts";
import { checkpointToWitness, witnessCheckpoint } from "../../src/run/witness-checkpoint.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { aLedger, allowCi, aRandom, aRun, bareRepository, branch, keys, namespaces, scratch } from "./a-ledger.ts";

const place = scratch();
let ledger: Awaited<ReturnType<typeof aLedger>>;
let disk = new FakeDisk();
/** The checkpoint after each run, and the same with the proof from an earlier size. */
const notes: string[] = [];
const noteOf = (size: number) => notes[size - 1] ?? "";
const clone = () => ({ git: ledger.git, branch });
const proved = (old: number) => checkpointToWitness(clone(), old);

beforeAll(async () => {
  ledger = await aLedger(bareRepository(place.sub("ledger.git")));
  for (let n = 1; n <= 7; n++) {
    ledger.clock.advance(60);
    await appendRun(ledger, aRun({ run: `run-${n}` }));
    notes.push(await checkpointToWitness(clone(), null));
  }
});
afterAll(() => place.remove());

const state = "/witness/state.json";

function open(with_: { logs?: string; name?: string | null } = {}) {
  const self = { pid: 1, host: "witness", started: 1 };
  const world = { clock: ledger.clock, disk, processes: { self, isAlive: () => true } };
  return openWitness(world, { state, key: keys.witness.privateKey, name: "w.example/1", logs: allowCi(), ...with_ });
}

const file = (text: string) => ({ name: "checkpoint", text });
const seen = async () => Buffer.from((await disk.read(state)) ?? []).toString();

describe("a witness", () => {
  test("cosigns what extends the checkpoint that it remembers, and forgets nothing when it starts again", async () => {
    disk = new FakeDisk();
    for (const size of [2, 3, 3, 7]) {
      const witness = await open();
      const { note, head } = await witnessCheckpoint(witness, clone(), file(noteOf(size)));
      const parsed = parseNote(note) ?? expect.fail("no note");
      expect(await cosignersOf(parsed, [parseWitness(witness.verifierKey)], openCheck())).toHaveLength(1);
      expect([head.size, witness.seen(head.origin)?.size]).toEqual([size, size]);
      await witness.close();
    }
    expect(signaturesIn(await seen())).toBe(2);
  });

  test("takes a proof that comes with the checkpoint, without a clone", async () => {
    disk = new FakeDisk();
    const witness = await open();
    await witnessCheckpoint(witness, { git: null, branch }, file(noteOf(3)));
    const { head } = await witnessCheckpoint(witness, { git: null, branch }, file(await proved(3)));
    expect(head.size).toBe(7);
    await expect(witnessCheckpoint(witness, { git: null, branch }, file(await proved(2)))).rejects.toThrow(
      expect.objectContaining({ code: "input-invalid" }),
    );
    await witness.close();
  });

  test.each([
    ["a checkpoint with fewer runs", () => noteOf(3), "ledger-invalid"],
    [
      "one that its log did not sign",
      () => noteOf(7).replace(/— .*/, /— .*/.exec(noteOf(6))?.[0] ?? ""),
      "ledger-invalid",
    ],
    ["one with another root", () => noteOf(7).replace(/\n7\n.{8}/, "\n7\nAAAAAAAA"), "ledger-invalid"],
    ["a text that is none", () => "hello", "input-invalid"],
  ])("refuses %s, and remembers what it did", async (_, text, code) => {
    disk = new FakeDisk();
    const witness = await open();
    await witnessCheckpoint(witness, clone(), file(noteOf(5)));
    const before = await seen();
    await expect(witnessCheckpoint(witness, clone(), file(text()))).rejects.toThrow(expect.objectContaining({ code }));
    expect(await seen()).toBe(before);
    await witness.close();
  });

  test("believes no key that may not sign manifests now, and no log but that of a verifier key", async () => {
    disk = new FakeDisk();
    const { origin } = parseNote(noteOf(7))?.head ?? expect.fail("no note");
    const key = keyOfLine(keys.ci.publicKey);
    const tries = [
      [allowCi(`${namespaces},valid-before="202611211003Z"`), "ledger-invalid"],
      [noteVerifierKey("rollcall/acme/0000", key), "ledger-invalid"],
      [noteVerifierKey(origin, key), "cosigned"],
    ] as const;
    for (const [logs, outcome] of tries) {
      const witness = await open({ logs });
      const asked = witnessCheckpoint(witness, clone(), null).then(({ kind }) => kind);
      if (outcome === "cosigned") expect(await asked).toBe(outcome);
      else await expect(asked).rejects.toThrow(expect.objectContaining({ code: outcome }));
      await witness.close();
    }
  });

  test("remembers each log by itself", async () => {
    disk = new FakeDisk();
    const other = await aLedger(bareRepository(place.sub("other.git")), { random: aRandom(5) });
    await appendRun(other, aRun());
    const witness = await open();
    await witnessCheckpoint(witness, clone(), null);
    const { head } = await witnessCheckpoint(witness, { git: other.git, branch }, null);
    expect(head.size).toBe(1);
    expect(Object.keys(JSON.parse(await seen()).checkpoints)).toHaveLength(2);
    await witness.close();
  });

  test("does not start with a memory that is damaged, or that another process uses", async () => {
    disk = new FakeDisk();
    const first = await open();
    await expect(open()).rejects.toThrow(expect.objectContaining({ code: "apply-locked" }));
    await first.close();
    for (const text of ["", "{}", '{"format_version":"1.0","checkpoints":{"a":"b"}}']) {
      await disk.write(state, Buffer.from(text));
      await expect(open()).rejects.toThrow(expect.objectContaining({ code: "input-invalid" }));
    }
    await disk.remove(state);
    await (await open()).close();
  });
});

describe("over HTTP a witness", () => {
  test("answers as C2SP tlog-witness says", async () => {
    disk = new FakeDisk();
    const witness = await open();
    const served = await serveWitness(witness, 0);
    const at = `http://127.0.0.1:${served.port}`;
    const post = async (body: string) => {
      const response = await fetch(`${at}/add-checkpoint`, { method: "POST", body });
      return [response.status, await response.text(), response.headers.get("content-type")] as const;
    };
    const { origin } = parseNote(noteOf(7))?.head ?? expect.fail("no note");
    const latest = `${at}/${createHash("sha256").update(origin).digest("hex")}/checkpoint`;
    const forgedProof = (await proved(3)).replace(/\n[^\n]{43}=\n/, `\n${"A".repeat(43)}=\n`);
    try {
      expect((await fetch(latest)).status).toBe(404);
      expect(await post(requestText({ old: 3, proof: [], note: noteOf(3) }))).toEqual([409, "0\n", "text/x.tlog.size"]);
      const [status, line] = await post(requestText({ old: 0, proof: [], note: noteOf(3) }));
      expect([status, line.startsWith("— w.example/1 ")]).toEqual([200, true]);
      expect(await (await fetch(latest)).text()).toBe(`${noteOf(3)}${line}`);
      expect((await post(await proved(2))).slice(0, 2)).toEqual([409, "3\n"]);
      expect((await post(forgedProof))[0]).toBe(422);
      expect((await post(requestText({ old: 9, proof: [], note: noteOf(7) })))[0]).toBe(400);
      expect((await post(noteOf(7)))[0]).toBe(400);
      expect((await post("x".repeat(70_000)))[0]).toBe(400);
      expect((await post((await proved(3)).replace(`— ${origin} `, "— nobody ")))[0]).toBe(403);
      expect((await post(await proved(3)))[0]).toBe(200);
      expect((await fetch(`${at}/add-checkpoint`)).status).toBe(405);
    } finally {
      await served.close();
      await witness.close();
    }
  });

  test("takes one request after the other, so that none goes back behind another", async () => {
    disk = new FakeDisk();
    const witness = await open();
    const requests = [3, 5, 2].map((size) => witness.add({ old: 0, proof: [], note: noteOf(size) }));
    const kinds = (await Promise.all(requests)).map(({ kind }) => kind);
    expect(kinds).toEqual(["cosigned", "refused", "refused"]);
    await witness.close();
  });
});

test("a request is read as it was written, and nothing else is one", async () => {
  const text = await proved(3);
  expect(requestText(parseRequest(text) ?? expect.fail("no request"))).toBe(text);
  const wrong = [
    text.replace("old 3", "old 03"),
    text.replace("old 3\n", ""),
    text.replace("\n\n", "\n"),
    "old 0\n\n",
    "",
  ];
  for (const each of wrong) expect(parseRequest(each)).toBeNull();
});

function signaturesIn(text: string): number {
  return (text.match(/— /g) ?? []).length;
}
