import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { commandWrap, masterKeyWrap } from "../../src/audit/key-wrap.ts";
import { type KeyStore, PersonKeys } from "../../src/audit/person-keys.ts";
import { systemCommand } from "../../src/ports/command.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const master = (byte: number) => masterKeyWrap(Buffer.alloc(32, byte).toString("base64"), systemRandom);

let stores = 0;
function aStore(with_: Partial<KeyStore> = {}): KeyStore {
  stores += 1;
  const directory = place.sub(`keys-${stores}`);
  return { disk: systemDisk, directory, wrap: master(1), random: systemRandom, ...with_ };
}

describe("keys of people", () => {
  test("are made once, stay the same, and are there for the next one who opens the store", async () => {
    const store = aStore();
    const first = await (await PersonKeys.open(store)).current(["e1", "e2", "e1"]);
    const keys = await PersonKeys.open(store);
    const second = await keys.current(["e2", "e1", "constructor", "__proto__"]);
    expect(second.get("e1")).toEqual(first.get("e1"));
    expect(new Set([...second.values()].map(({ id }) => id)).size).toBe(4);
    expect(await keys.find("e1", first.get("e1")?.id ?? "")).toEqual(first.get("e1")?.key);
    expect(await keys.find("e2", first.get("e1")?.id ?? "")).toBeNull();
  });

  test("that are renewed open what they sealed before, and seal no more", async () => {
    const keys = await PersonKeys.open(aStore());
    const old = (await keys.current(["e1"])).get("e1");
    const id = await keys.renew("e1");
    expect((await keys.current(["e1"])).get("e1")?.id).toBe(id);
    expect(await keys.find("e1", old?.id ?? "")).toEqual(old?.key);
    expect(await keys.idsOf("e1")).toEqual([old?.id, id]);
  });

  test("that are destroyed are gone for one person and nobody else", async () => {
    const store = aStore();
    const keys = await PersonKeys.open(store);
    const people = Array.from({ length: 600 }, (_, index) => `e${index}`);
    const made = await keys.current(people);
    await keys.destroy("e7");
    const again = await PersonKeys.open(store);
    expect(await again.find("e7", made.get("e7")?.id ?? "")).toBeNull();
    for (const person of people.filter((each) => each !== "e7"))
      expect(await again.find(person, made.get(person)?.id ?? "")).toEqual(made.get(person)?.key);
    const files = readdirSync(store.directory).map((name) => readFileSync(`${store.directory}/${name}`, "utf8"));
    expect(files.join("")).not.toContain(made.get("e7")?.id);
  });

  test("never lie there in the clear", async () => {
    const store = aStore();
    const key = (await (await PersonKeys.open(store)).current(["e1"])).get("e1")?.key ?? new Uint8Array();
    for (const name of readdirSync(store.directory)) {
      const text = readFileSync(`${store.directory}/${name}`);
      expect(text.includes(Buffer.from(key).toString("base64"))).toBe(false);
      expect(text.includes(Buffer.from(key))).toBe(false);
    }
  });

  test("open with the new master key and not with the old one after they were wrapped again", async () => {
    const store = aStore();
    const keys = await PersonKeys.open(store);
    const made = (await keys.current(["e1"])).get("e1");
    await keys.rewrap(master(2));
    await expect(PersonKeys.open(store)).rejects.toMatchObject({ code: "personal-data-locked" });
    const again = await PersonKeys.open({ ...store, wrap: master(2) });
    expect((await again.current(["e1"])).get("e1")).toEqual(made);
  });

  test("whose store was lost or damaged are not begun anew: what they sealed would be lost without a word", async () => {
    const store = aStore();
    await (await PersonKeys.open(store)).current(["e1"]);
    const path = `${store.directory}/store.json`;
    const kept = readFileSync(path);
    rmSync(path);
    await expect(PersonKeys.open(store)).rejects.toThrow(/store\.json is gone/);
    writeFileSync(path, "{}");
    await expect(PersonKeys.open(store)).rejects.toThrow(/store\.json is damaged/);
    writeFileSync(path, kept);
    const bucket = readdirSync(store.directory).find((name) => name !== "store.json") ?? "";
    writeFileSync(`${store.directory}/${bucket}`, "not json");
    const keys = await PersonKeys.open(store);
    await expect(keys.current(["e1"])).rejects.toMatchObject({ code: "personal-data-locked" });
  });
});

describe("a master key", () => {
  test("is 32 bytes in base64", () => {
    for (const text of ["", "abc", Buffer.alloc(31).toString("base64")])
      expect(() => masterKeyWrap(text, systemRandom)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });

  test("may be a program's, as age and key services are used", async () => {
    mkdirSync(place.sub("openssl"), { recursive: true });
    const secret = place.sub("openssl/secret");
    writeFileSync(secret, "correct horse battery staple");
    const openssl = ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", `file:${secret}`];
    const environment = { PATH: process.env["PATH"] ?? "" };
    const wrap = commandWrap(systemCommand, { wrap: openssl, unwrap: [...openssl, "-d"] }, environment);
    const store = aStore({ wrap });
    const made = await (await PersonKeys.open(store)).current(["e1"]);
    expect(await (await PersonKeys.open(store)).current(["e1"])).toEqual(made);
    writeFileSync(secret, "another");
    await expect(PersonKeys.open(store)).rejects.toMatchObject({ code: "personal-data-locked" });
    const missing = commandWrap(systemCommand, { wrap: ["no-such-program"], unwrap: ["no-such-program"] }, environment);
    await expect(PersonKeys.open({ ...store, wrap: missing })).rejects.toThrow(/no-such-program did not run/);
  });
});
