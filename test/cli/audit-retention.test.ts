import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import { masterKeyWrap } from "../../src/audit/key-wrap.ts";
import { PersonKeys } from "../../src/audit/person-keys.ts";
import type { Flags } from "../../src/cli/command.ts";
import { audit } from "../../src/cli/commands/audit.ts";
import { openWorld } from "../../src/cli/world.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { aLedger, allowCi, anEntry, aRun, file, keys, run, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const root = place.sub("work");
const holds = `${root}/audit/holds.yaml`;
const master = Buffer.alloc(32, 7).toString("base64");
const openKeys = () => {
  const wrap = masterKeyWrap(master, systemRandom);
  return PersonKeys.open({ disk: systemDisk, directory: place.sub("keys"), wrap, random: systemRandom });
};

beforeAll(async () => {
  const settings = `audit:
  signer: { ssh: "\${file:${file(place.sub("key"), keys.ci.privateKey, 0o600)}}" }
  personalData: { keys: "${place.sub("keys")}", master: { key: "\${file:${file(place.sub("master"), master, 0o600)}}" } }
  retention: 30d
`;
  const texts = { ...aRepository, "policies/allowed_signers": allowCi() };
  for (const [path, text] of Object.entries(texts))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}${settings}` : text);
  run("git", ["init", "-q", root]);
  const ledger = await aLedger(root, { personKeys: await openKeys() });
  ledger.clock.set("2025-01-01T09:00:00Z");
  const at = "2025-01-01T09:00:00Z";
  await appendRun(
    ledger,
    aRun({ entries: ["e1001", "e1003", "e9"].map((person) => anEntry({ person, key: person, at })) }),
  );
});
afterAll(() => place.remove());
beforeEach(() => systemDisk.remove(holds));

async function call(words: readonly string[], flags: Flags = {}, format: "text" | "json" = "text") {
  let printed = "";
  const { signal } = new AbortController();
  const say = (text: string) => {
    printed += text;
  };
  const console = { color: false, width: 200, format, print: say, complain: say, note() {}, emit() {}, close() {} };
  const world = () => openWorld({ flags: { root }, emit: () => {}, signal });
  return { code: await audit.run({ flags, words, console, signal, world }), printed };
}

const commit = () => {
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
  run("git", ["-C", root, "add", "--all"]);
  run("git", ["-C", root, ...who, "commit", "-q", "--allow-empty", "-m", "x"]);
};

test("retention lists who left long ago, and says who is held", async () => {
  file(holds, "people:\n  - { person: e9, reason: CASE-1, from: 2026-01-01 }\n");
  const { code, printed } = await call(["retention"]);
  expect(code).toBe(0);
  expect(printed).toMatch(/^2 people past retention: nothing since .*; 1 may be erased\./);
  expect(printed).toMatch(/e1003 +left 2026-02-01T00:00:00Z +last entry 2025-01-01T09:00:00Z +may be erased/);
  expect(printed).toMatch(/e9 +has left .*held: CASE-1 from 2026-01-01T00:00:00Z \(audit\/holds.yaml:2\)/);
  expect(JSON.parse((await call(["retention"], {}, "json")).printed)).toMatchObject({
    format_version: "1.0",
    people: [{}, {}],
  });
});

test("nobody on hold is erased: not by another time, nor by taking the line out without a commit", async () => {
  file(holds, "people:\n  - { person: e9, reason: CASE-1, from: 2026-01-01 }\n");
  const refused = { code: "guard-stopped", message: expect.stringContaining("audit/holds.yaml:2") };
  await expect(call(["erase", "e9"])).rejects.toMatchObject(refused);
  await expect(call(["erase", "e9"], { at: "2020-01-01T00:00:00Z" })).rejects.toMatchObject(refused);
  commit();
  await systemDisk.remove(holds);
  await expect(call(["erase", "e9"])).rejects.toMatchObject(refused);
  commit();
  expect((await call(["erase", "e9"], { reason: "retention" })).code).toBe(0);
  expect(await (await openKeys()).people()).toEqual(["e1001", "e1003"]);
});

test("a file of holds that cannot be read erases nobody", async () => {
  file(holds, "people: 7\n");
  await expect(call(["erase", "e1003"])).rejects.toMatchObject({ code: "input-invalid" });
  await expect(call(["retention"])).rejects.toMatchObject({ code: "input-invalid" });
});
