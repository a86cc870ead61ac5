import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { fetchRecords, recordName } from "../../src/forge/fetch-records.ts";
import { githubRig } from "./fake-github/rig.ts";

const rig = githubRig();
const pull = { number: 7, head: "a".repeat(40), author: "otto", owner: "meridian" };

/** Something that a run of a workflow kept. */
function keep(
  zip: Uint8Array | Readonly<Record<string, string>>,
  wish: { at?: string; name?: string; isExpired?: boolean } = {},
) {
  const { artifacts } = rig.fake.at;
  const bytes =
    zip instanceof Uint8Array
      ? zip
      : zipSync(Object.fromEntries(Object.entries(zip).map(([name, text]) => [name, strToU8(text)])));
  artifacts.push({
    id: artifacts.length + 1,
    name: recordName(pull),
    at: "2026-11-23T09:00:00Z",
    isExpired: false,
    ...wish,
    zip: bytes,
  });
}
const record = (text: string) => ({ "record.json": text, "record.json.sig": `signature of ${text}` });
const texts = async () => (await fetchRecords(rig.open(), pull)).map(({ bytes }) => new TextDecoder().decode(bytes));

describe("records that a workflow kept", () => {
  test("come newest first, each with its signature", async () => {
    keep(record("one"), { at: "2026-11-23T10:00:00Z" });
    keep(record("two"), { at: "2026-11-23T09:00:00Z" });
    expect(await texts()).toEqual(["one", "two"]);
    expect((await fetchRecords(rig.open(), pull))[0]?.signature).toBe("signature of one");
  });

  test("are none where nothing was kept, it has expired, or it is of another head", async () => {
    expect(await texts()).toEqual([]);
    keep(record("old"), { isExpired: true });
    keep(record("other"), { name: recordName({ number: 7, head: "b".repeat(40) }) });
    expect(await texts()).toEqual([]);
  });

  test("are passed over when somebody keeps something else under that name", async () => {
    keep(record("ours"), { at: "2026-11-23T09:00:00Z" });
    keep(strToU8("no archive"), { at: "2026-11-23T10:00:00Z" });
    keep({ "../record.json": "outside", "record.json.sig": "x" }, { at: "2026-11-23T11:00:00Z" });
    keep({ "record.json": "without a signature" }, { at: "2026-11-23T12:00:00Z" });
    keep({ ...record("x"), "record.json": "y".repeat(40 * 1024 * 1024) }, { at: "2026-11-23T13:00:00Z" });
    expect(await texts()).toEqual(["ours"]);
  });

  test("that cannot be downloaded are an error and not none", async () => {
    keep(record("one"));
    rig.fake.fail("actions/download-artifact", { kind: "says", status: 403, message: "Forbidden" });
    await expect(texts()).rejects.toMatchObject({ code: "application-refused" });
  });

  test("are read through a fault", async () => {
    keep(record("one"));
    rig.fake.fail("actions/list-artifacts-for-repo", { kind: "bad-gateway", when: "before" });
    rig.fake.fail("actions/download-artifact", { kind: "lost", when: "before" });
    expect(await texts()).toEqual(["one"]);
  });
});
