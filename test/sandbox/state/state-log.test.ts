import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dialects } from "../../../src/sandbox/dialects.ts";
import { type Client, GROUP, startOne, USER } from "../client.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "sandbox-"));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

/** A little of everything that can change. */
async function mutate(client: Client): Promise<void> {
  const [a, b, c] = [
    await client.userId("a@example.com"),
    await client.userId("b@example.com"),
    await client.userId("c@example.com"),
  ];
  const inner = await client.groupId("Inner", [a, b]);
  const outer = await client.groupId("Outer", [inner, c]);
  await client.patch(
    `/Users/${a}`,
    { op: "add", path: "title", value: "T" },
    { op: "add", path: "entitlements", value: [{ value: "PRO" }] },
  );
  await client.patch(`/Users/${a}`, { op: "remove", path: "title" });
  await client.ask("PUT", `/Users/${b}`, { body: { schemas: [USER], userName: "b2@example.com", externalId: "e" } });
  await client.ask("PUT", `/Groups/${inner}`, {
    body: { schemas: [GROUP], displayName: "Inside", members: [{ value: a }, { value: c }] },
  });
  await client.patch(`/Groups/${outer}`, { op: "add", path: "members", value: [{ value: b }] });
  await client.ask("DELETE", `/Users/${c}`);
  await client.ask("DELETE", `/Groups/${inner}`);
}

describe("state in files", () => {
  test("outlives the sandbox: resources, versions, order, oracle, and the vendor's count", async () => {
    const dialect = {
      ...dialects.generic,
      quota: { attribute: "entitlements", limits: {}, countsDisabled: true, refusal: 409 },
    } as const;
    const first = await startOne(dialect, { stateDir });
    await mutate(first.client);
    first.sandbox.signIn("app", "a@example.com", "2026-11-22T16:40:12Z");
    await first.sandbox.close();
    for (let restart = 0; restart < 3; restart += 1) {
      const again = await startOne(dialect, { stateDir });
      expect(again.sandbox.snapshot("app")).toEqual(first.sandbox.snapshot("app"));
      expect(again.sandbox.log()).toEqual(first.sandbox.log());
      expect(again.sandbox.seats("app")).toEqual(first.sandbox.seats("app"));
      await again.sandbox.close();
    }
  });

  test("goes on counting effects where it stopped, also after a compaction", async () => {
    const first = await startOne("generic", { stateDir });
    await mutate(first.client);
    await first.sandbox.close();
    for (let restart = 1; restart < 4; restart += 1) {
      const again = await startOne("generic", { stateDir });
      await again.client.addUser(`later${restart}@example.com`);
      await again.sandbox.close();
      const seqs = again.sandbox.log().map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      expect(seqs).toHaveLength(first.sandbox.log().length + restart);
    }
  });

  test("keeps what was loaded, and takes a seed only when there is nothing yet", async () => {
    const seed = {
      users: [{ id: "u", userName: "u@example.com" }],
      groups: [{ id: "g", displayName: "G", members: ["u"] }],
    };
    const first = await startOne("generic", { stateDir, seed });
    first.sandbox.load("app", { users: [{ id: "v", userName: "v@example.com" }], groups: [] });
    await first.client.patch("/Groups/g", { op: "add", path: "members", value: [{ value: "v" }] });
    await first.client.ask("DELETE", "/Users/u");
    await first.sandbox.close();
    for (let restart = 0; restart < 3; restart += 1) {
      const again = await startOne("generic", { stateDir, seed });
      await again.sandbox.close();
      expect(again.sandbox.snapshot("app")).toEqual(first.sandbox.snapshot("app"));
    }
    expect(first.sandbox.snapshot("app")).toMatchObject({
      users: [{ id: "v" }],
      groups: [{ id: "g", members: ["v"], meta: { version: 3 } }],
    });
  });

  test("passes over a last line that was not written to its end", async () => {
    const first = await startOne("generic", { stateDir });
    await mutate(first.client);
    await first.sandbox.close();
    const log = join(stateDir, "app.log.ndjson");
    const whole = readFileSync(log, "utf8");
    appendFileSync(log, '{"seq":99,"at":"2026-');
    const again = await startOne("generic", { stateDir });
    expect(again.sandbox.snapshot("app")).toEqual(first.sandbox.snapshot("app"));
    await again.client.addUser("after@example.com");
    await again.sandbox.close();
    expect(readFileSync(log, "utf8").startsWith(whole)).toBe(true);
    const third = await startOne("generic", { stateDir });
    await third.sandbox.close();
    expect(third.sandbox.log()).toEqual(again.sandbox.log());
  });

  test("does not start on a log that is damaged in the middle, and says where", async () => {
    const first = await startOne("generic", { stateDir });
    await mutate(first.client);
    await first.sandbox.close();
    const log = join(stateDir, "app.log.ndjson");
    const lines = readFileSync(log, "utf8").split("\n");
    writeFileSync(log, [lines[0], "{}", ...lines.slice(2)].join("\n"));
    await expect(startOne("generic", { stateDir })).rejects.toThrow("app.log.ndjson:2");
  });
});

describe("seeding", () => {
  const user = { id: "u", userName: "u@example.com" };
  test.each([
    ["an id twice", { users: [user, { ...user, userName: "v@example.com" }], groups: [] }],
    ["a name twice", { users: [user, { id: "v", userName: "U@example.com" }], groups: [] }],
    ["no name", { users: [{ id: "u" }], groups: [] }],
    ["a member that is not there", { users: [user], groups: [{ id: "g", displayName: "G", members: ["x"] }] }],
    ["a member that is no id", { users: [user], groups: [{ id: "g", displayName: "G", members: [7] }] }],
  ])("refuses %s", async (_, seed) => {
    await expect(startOne("generic", { seed })).rejects.toThrow("seed");
  });

  test("reads a file, and a snapshot is a seed", async () => {
    const first = await startOne();
    await mutate(first.client);
    await first.sandbox.close();
    const path = join(stateDir, "seed.json");
    writeFileSync(path, JSON.stringify(first.sandbox.snapshot("app")));
    const second = await startOne("generic", { seed: path });
    await second.sandbox.close();
    expect(second.sandbox.snapshot("app")).toEqual(first.sandbox.snapshot("app"));
    expect(second.sandbox.log()).toEqual([]);
    writeFileSync(path, "[]");
    await expect(startOne("generic", { seed: path })).rejects.toThrow("seed");
  });
});
