import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { masterKeyWrap } from "../../src/audit/key-wrap.ts";
import { PersonKeys } from "../../src/audit/person-keys.ts";
import type { Flags } from "../../src/cli/command.ts";
import { audit } from "../../src/cli/commands/audit.ts";
import type { Format } from "../../src/cli/console.ts";
import { openWorld } from "../../src/cli/world.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { aLedger, allowCi, anEntry, aRun, file, run, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const root = place.sub("work");
const ref = "refs/heads/rollcall/audit";
const master = Buffer.alloc(32, 7).toString("base64");

beforeAll(async () => {
  const settings = `audit: { personalData: { keys: "${place.sub("keys")}", master: { key: "\${file:${place.sub("master")}}" } } }\n`;
  file(place.sub("master"), master, 0o600);
  const texts = { ...aRepository, "policies/allowed_signers": allowCi() };
  for (const [path, text] of Object.entries(texts))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}${settings}` : text);
  run("git", ["init", "-q", root]);
  const wrap = masterKeyWrap(master, systemRandom);
  const keys = await PersonKeys.open({ disk: systemDisk, directory: place.sub("keys"), wrap, random: systemRandom });
  const ledger = await aLedger(root, { personKeys: keys });
  const ada = {
    userName: "ada",
    externalId: "e1001",
    active: true,
    attributes: { givenName: "Ada", familyName: "Sousa" },
  };
  const hired = { kind: "create-account", key: "chat/e1001/create", target: null, before: null, after: ada } as const;
  await appendRun(ledger, aRun({ entries: [anEntry(hired), anEntry({ effective: "2026-11-21T08:00:00Z" })] }));
  ledger.clock.advance(86_400);
  const failed = anEntry({ status: "failed", reason: "it answered 500", key: "chat/e1002/grant/x", person: "e1002" });
  await appendRun(ledger, aRun({ run: "run-2", entries: [failed], conclusion: "partial", counts: { failed: 1 } }));
  const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-22T10:00:00Z" };
  await appendEvent(ledger, { ...base, kind: "heartbeat", id: "heartbeat:2026-11-22", commit: null });
});
afterAll(() => place.remove());

async function call(words: readonly string[], flags: Flags = {}, format: Format = "text") {
  const printed: string[] = [];
  const complained: string[] = [];
  const { signal } = new AbortController();
  const console = {
    ...{ color: false, width: 200, format, emit: () => {}, close: () => {}, note: () => {} },
    print: (text: string) => void printed.push(text),
    complain: (text: string) => void complained.push(text),
  };
  const world = () => openWorld({ flags: { root }, emit: () => {}, signal });
  const code = await audit.run({ flags, words: ["report", ...words], console, signal, world });
  return { code, printed: printed.join(""), complained: complained.join("") };
}

const json = async (words: readonly string[], flags: Flags = {}) =>
  JSON.parse((await call(words, flags, "json")).printed);

describe("rollcall audit report", () => {
  test("answers from the ledger alone, with what proves that the records are all", async () => {
    const { code, printed } = await call(["population"], { from: "2026-11-01", to: "2026-11-30" });
    expect(code).toBe(0);
    expect(printed).toContain("3 changes of access are recorded: 2 applied, 1 failed.");
    expect(printed).toMatch(/records 1 to 3: 3 records, of which 2 runs with 3 entries, and 1 event\./);
    expect(printed).toMatch(
      /root over the first 3 records is sha256:[0-9a-f]{64}; the ledger's checkpoint there says the same/,
    );
  });

  test("proves a period by the checkpoint that stood at its end, not by the newest", async () => {
    const { extent } = await json(["population"], { to: "2026-11-21" });
    expect(extent).toMatchObject({ records: 1, size: 1, checkpoint: "agrees", head: { sequence: 3 } });
  });

  test("prints one table as CSV, and says which there are", async () => {
    const { printed } = await call(["population"], { table: "counts" }, "csv");
    expect(printed.split("\r\n")).toContain("status,failed,1");
    await expect(call(["population"], { table: "nothing" }, "csv")).rejects.toMatchObject({ code: "input-invalid" });
  });

  test.each([
    [["access"], { on: "2026-11-23" }, "access", 2],
    [["why", "e1001", "group:engineering"], {}, "history", 1],
    [["timeliness"], { sla: "1h" }, "changes", 1],
    [["failures"], {}, "failures", 1],
    [["emergency"], {}, "emergency", 0],
    [["keys"], { silence: "1d" }, "signers", 1],
    [["sample"], { size: "2", seed: "x" }, "sample", 2],
  ])("%j has its rows", async (words, flags, table, rows) => {
    const answer = await json(words, flags);
    expect(answer.tables[table]).toHaveLength(rows);
  });

  test("shows ids, and names only to whoever has the keys and asks for them", async () => {
    const at = { on: "2026-11-23" };
    expect(JSON.stringify(await json(["access"], at))).not.toContain("Ada");
    expect((await json(["access"], { ...at, open: true })).tables.access[0]).toMatchObject({
      ...{ person: "e1001", person_name: "Ada Sousa" },
    });
  });

  test("holds an application's own log against the ledger", async () => {
    const log = file(
      place.sub("log.csv"),
      "When,Who,Did,account,target\n2026-11-21T09:59:00Z,x,add,a-77,engineering\n",
    );
    const flags = { application: "chat", log, columns: "at=When,actor=Who,action=Did", actions: "add=grant" };
    const { tables } = await json(["reconcile"], flags);
    expect(tables.matched).toHaveLength(1);
    expect(tables.missing).toHaveLength(1);
    await expect(call(["reconcile"], { ...flags, columns: "when=When" })).rejects.toMatchObject({
      code: "input-invalid",
    });
  });

  test("writes a page or a PDF", async () => {
    for (const [format, begin] of [
      ["html", "<!doctype html>"],
      ["pdf", "%PDF-1."],
    ] as const) {
      const out = place.sub(`report.${format}`);
      expect((await call(["population"], { out }, format)).code).toBe(0);
      expect(readFileSync(out, "latin1").startsWith(begin)).toBe(true);
    }
    await expect(call(["population"], {}, "pdf")).rejects.toMatchObject({ code: "input-invalid" });
  });

  test.each([
    [["nothing"], {}],
    [[], {}],
    [["why", "e1001"], {}],
    [["population"], { from: "yesterday" }],
    [["population"], { from: "2026-11-02", to: "2026-11-01" }],
    [["timeliness"], { sla: "soon" }],
    [["sample"], { size: "0" }],
    [["reconcile"], { application: "chat" }],
    [["reconcile"], { application: "chat", log: "/nowhere.csv" }],
    [["month", "2026-13"], { out: "/nowhere" }],
    [["quarter", "2026-Q5"], { out: "/nowhere" }],
    [["month", "2026-11"], {}],
  ])("refuses %j %j", async (words, flags) => {
    await expect(call(words, flags)).rejects.toMatchObject({ code: "input-invalid" });
  });
});

test.each([
  [["access"], { application: "Chat" }],
  [["access"], { person: "" }],
  [["why", "e1001", "group:enginering"], {}],
])("a name that neither the files nor the ledger know is refused: %j %j", async (words, flags) => {
  await expect(call(words, flags)).rejects.toMatchObject({ code: "input-invalid" });
});

test.each([
  ["month", "2026-11"],
  ["quarter", "2026-Q4"],
])("a %s is a directory of all answers, with the digest of every file", async (kind, which) => {
  const out = place.sub(which);
  const { code, printed } = await call([kind, which], { out });
  expect(code).toBe(0);
  expect(printed).toMatch(/failures +1 to look at/);
  const sums = readFileSync(`${out}/SHA256SUMS`, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("  "));
  const names = readdirSync(out).filter((name) => name !== "SHA256SUMS");
  expect(sums.map(([, name]) => name)).toEqual(names.toSorted());
  for (const [sum, name] of sums)
    expect(
      createHash("sha256")
        .update(readFileSync(`${out}/${name}`))
        .digest("hex"),
    ).toBe(sum);
  expect(names).toEqual(
    expect.arrayContaining(["index.html", "population.csv", "population.counts.csv", "sample.pdf", "keys.html"]),
  );
  const links = readFileSync(`${out}/index.html`, "utf8").matchAll(/href="([^"]+)"/g);
  for (const [, name] of links) expect(names).toContain(name);
});

test("formats of reports are none of other audits", async () => {
  const console = {
    color: false,
    width: 80,
    format: "csv",
    print() {},
    complain() {},
    note() {},
    emit() {},
    close() {},
  } as const;
  const { signal } = new AbortController();
  const world = () => Promise.reject(new Error("nothing is opened"));
  const asked = audit.run({ flags: {}, words: ["verify"], console, signal, world });
  await expect(asked).rejects.toMatchObject({ code: "input-invalid" });
});

test("a ledger that does not hold is answered from by nobody", async () => {
  const tip = run("git", ["-C", root, "rev-parse", ref]).trim();
  const tree = run("git", ["-C", root, "rev-parse", `${tip}^{tree}`]).trim();
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
  const forged = run("git", ["-C", root, ...who, "commit-tree", tree, "-p", `${tip}~1`, "-m", "x"]).trim();
  run("git", ["-C", root, "update-ref", ref, forged]);
  try {
    const { code, printed, complained } = await call(["population"]);
    expect({ code, printed }).toEqual({ code: 9, printed: "" });
    expect(complained).toContain("does not verify");
  } finally {
    run("git", ["-C", root, "update-ref", ref, tip]);
  }
});
