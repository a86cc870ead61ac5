import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld } from "../../src/cli/world.ts";
import { erasePerson, renewPersonKey } from "../../src/run/erase-person.ts";
import { noteHeartbeat, noteKey, noteReview } from "../../src/run/note-event.ts";
import { openLedger } from "../../src/run/open-ledger.ts";
import { openPersonKeys } from "../../src/run/open-person-keys.ts";
import { readFiles } from "../../src/run/read-files.ts";
import { findRecord } from "../../src/run/read-ledger.ts";
import { rewrapKeys } from "../../src/run/rewrap-keys.ts";
import { verifyLedgerOf } from "../../src/run/verify-ledger.ts";
import type { World } from "../../src/run/world.ts";
import { allowCi, anEntry, aRun, file, keys, run, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
afterAll(() => place.remove());
const root = place.sub("work");
const scope = { ref: null, at: "2026-11-23T09:00:00Z" };
const secrets = new Map([
  ["KEY", keys.ci.privateKey],
  ["MASTER", Buffer.alloc(32, 1).toString("base64")],
  ["OLD", Buffer.alloc(32, 1).toString("base64")],
]);
let world: World;

const reason = "asked Adelheid";
const entries = ["e1001", "e1002"].map((person) => anEntry({ person, key: `chat/${person}/grant/x`, reason }));

beforeAll(async () => {
  const audit = `audit: { signer: { ssh: "\${env:KEY}" }, personalData: { keys: "${place.sub("keys")}", master: { key: "\${env:MASTER}" } } }\n`;
  const texts = { ...aRepository, "policies/allowed_signers": allowCi() };
  for (const [path, text] of Object.entries(texts))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}${audit}` : text);
  run("git", ["init", "-q", root]);
  const real = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
  const secret: World["secret"] = ({ name }) => Promise.resolve(secrets.get(name) ?? expect.fail(`no ${name}`));
  world = { ...real, secret, actor: "ada" };
  const files = await readFiles(world, scope);
  const organization = files.organization ?? expect.fail("the files have mistakes");
  const personKeys = await openPersonKeys(world, organization.audit);
  const ledger = await openLedger(world, organization, { files, personKeys });
  await ledger.append(aRun({ organization: "acme", entries }));
});

async function reasonOf(person: string): Promise<string | null | undefined> {
  const found = await findRecord(world, scope, { sequence: 1, opened: true });
  if ("event" in found) return undefined;
  return found.record.entries.find((entry) => entry.person === person)?.reason;
}

const verified = () => verifyLedgerOf(world, scope, null);

describe("values of people in a ledger", () => {
  test("are shown to whoever has the keys, with another master key once they were wrapped again, and to nobody else", async () => {
    expect(await reasonOf("e1001")).toBe(reason);
    secrets.set("MASTER", Buffer.alloc(32, 2).toString("base64"));
    await expect(reasonOf("e1001")).rejects.toMatchObject({ code: "personal-data-locked" });
    await rewrapKeys(world, scope, `\${env:OLD}`);
    expect(await reasonOf("e1001")).toBe(reason);
    expect(await findRecord(world, scope, { sequence: 1, opened: false })).not.toMatchObject({
      record: { entries: [{ reason }, { reason }] },
    });
    await expect(rewrapKeys(world, scope, "no reference")).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("stay readable when their key is renewed", async () => {
    expect(await renewPersonKey(world, scope, "e1001")).toMatch(/^[0-9a-f]{16}$/);
    expect(await reasonOf("e1001")).toBe(reason);
    await expect(renewPersonKey(world, scope, "nobody")).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("of one person are gone once they were erased, which is on record, and can be asked for once", async () => {
    const erased = await erasePerson(world, scope, { person: "e1001", reason: "request" });
    expect(erased).toMatchObject({ keys: [expect.any(String), expect.any(String)], recorded: { sequence: 2 } });
    expect(await reasonOf("e1001")).not.toBe(reason);
    expect(await reasonOf("e1002")).toBe(reason);
    expect(await findRecord(world, scope, { sequence: 2, opened: false })).toMatchObject({
      event: { kind: "erasure", person: "e1001", keys: erased.keys, actor: "ada" },
    });
    await expect(erasePerson(world, scope, { person: "e1001", reason: "request" })).rejects.toThrow(/no keys of e1001/);
    expect(await verified()).toMatchObject({ kind: "verified", records: 2 });
  });

  test("cannot be kept inside of the repository", async () => {
    const path = `${root}/rollcall.yaml`;
    const text = Buffer.from((await world.disk.read(path)) ?? []).toString();
    await world.disk.write(path, Buffer.from(text.replace(place.sub("keys"), `${root}/keys`)));
    await expect(reasonOf("e1002")).rejects.toMatchObject({ code: "input-invalid" });
    await world.disk.write(path, Buffer.from(text));
  });
});

describe("what people write into a ledger", () => {
  test("takes no key of people: nothing is sealed", async () => {
    const asked: string[] = [];
    const secret: World["secret"] = (reference) => {
      asked.push(reference.name);
      return world.secret(reference);
    };
    await noteReview({ ...world, secret }, scope, { sequence: 1, verdict: "rejected", ticket: null });
    expect(asked).toEqual(["KEY"]);
  });

  test("a heartbeat once a day", async () => {
    const first = await noteHeartbeat(world, scope);
    expect(first.alreadyThere).toBe(false);
    expect(await noteHeartbeat(world, scope)).toMatchObject({ sequence: first.sequence, alreadyThere: true });
  });

  test("a review of a run, and of nothing else", async () => {
    const accepted = { verdict: "accepted", ticket: "SEC-7" } as const;
    expect(await noteReview(world, scope, { ...accepted, sequence: 1 })).toMatchObject({ alreadyThere: false });
    await expect(noteReview(world, scope, { ...accepted, sequence: 2 })).rejects.toThrow(/holds no run/);
    await expect(noteReview(world, scope, { ...accepted, sequence: 99 })).rejects.toThrow(/holds no run/);
    const text = { ...accepted, sequence: 1, ticket: "Ada was in a hurry" };
    await expect(noteReview(world, scope, text)).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("that a key comes, by its public half alone", async () => {
    const request = {
      event: "added",
      principal: "eve@acme.example",
      key: `${keys.other.publicKey} eve@laptop\n`,
    } as const;
    const { sequence } = await noteKey(world, scope, request);
    expect(await findRecord(world, scope, { sequence, opened: false })).toMatchObject({
      event: { kind: "key-event", event: "added", key: keys.other.publicKey },
    });
    await expect(noteKey(world, scope, { ...request, key: "nonsense" })).rejects.toMatchObject({
      code: "input-invalid",
    });
    expect(await verified()).toMatchObject({ kind: "verified" });
  });
});
