import { spawn } from "node:child_process";
import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { openWebhook } from "../support/webhook.ts";
import { openWorkplace, type Workplace } from "../support/workplace.ts";

const rosterHead = "id,kind,status,userName,givenName,familyName,email,department\n";
const head =
  "person,signedUp,source,address,latitude,longitude,declaredLatitude,declaredLongitude,device,deviceKnown,payment\n";
const config = `organization: acme
people: { source: csv, path: people/roster.csv, signals: people/signals.csv, alarm: "\${env:ALARM_URL}" }
applications:
  chat:
    connector: scim
    url: "\${env:CHAT_URL}"
    auth: { bearer: "\${env:CHAT_TOKEN}" }
    limits: { rate: 250/s }
audit: { signer: { ssh: "\${env:ROLLCALL_SIGNING_KEY}" } }
`;
const role = `name: engineer
owner: platform
risk: 10
birthright: [{ department: Engineering }]
grants: [{ application: chat, group: engineering }]
`;
const rosterRow = (id: string) =>
  `${id},employee,active,${id}@acme.example,Given,${id},${id}@acme.example,Engineering\n`;
const joiners = Array.from({ length: 6000 }, (_, n) => `j${String(n).padStart(4, "0")}`);
const hour = 3_600_000;

/** Six thousand within twenty hours; twenty of one address, ten of one device, five of one payment. */
function signUp(person: string, n: number, now: number): string {
  const signedUp = new Date(now - 20 * hour + n * 10_000).toISOString();
  const address = n < 20 ? "shared" : `a${n}`;
  const device = n >= 100 && n < 110 ? "shared" : `d${n}`;
  const payment = n >= 200 && n < 205 ? "shared" : `p${n}`;
  return `${person},${signedUp},web-form,${address},52.5,13.4,52.5,13.4,${device},true,${payment}\n`;
}

let place: Workplace;
let webhook: Awaited<ReturnType<typeof openWebhook>>;
beforeAll(async () => {
  [place, webhook] = await Promise.all([openWorkplace(), openWebhook()]);
  Object.assign(place.environment, { ALARM_URL: webhook.url });
  for (const part of ["roles", "pools", "assignments"]) await rm(place.path(part), { recursive: true });
  await mkdir(place.path("roles"));
  await place.write("roles/engineer.yaml", role);
  await place.write("rollcall.yaml", config.replace("signals: people/signals.csv, ", ""));
  await place.write("people/roster.csv", rosterHead + rosterRow("e1") + rosterRow("e2"));
  await commit("Begin with two people");
  await apply();
});
afterAll(async () => {
  await place.close();
  await webhook.close();
});

const commit = async (message: string) => {
  await place.git("add", "--all");
  await place.git("commit", "--quiet", "--message", message);
};
async function apply() {
  expect(await place.rollcall("plan", "--out", "next.plan.json", "--quiet")).toMatchObject({ code: 0 });
  expect(await place.rollcall("apply", "next.plan.json", "--quiet")).toMatchObject({ code: 0 });
}
async function plan() {
  const { stdout, code } = await place.rollcall("plan", "--out", "next.plan.json");
  expect(code).toBe(0);
  return { text: stdout, ...decodePlan(await place.read("next.plan.json")) };
}
const queue = async () => JSON.parse((await place.rollcall("joiners", "--format", "json")).stdout);

test("6,000 joiners of one day wait, are told of once, and exactly those who are released get access", async () => {
  const now = Date.now();
  await place.write("rollcall.yaml", config);
  await place.write("people/roster.csv", rosterHead + ["e1", "e2", ...joiners].map(rosterRow).join(""));
  // Who has access already keeps it, however bad the row.
  const old = `e1,${new Date(now - hour).toISOString()},nobody-knows,shared,-33.9,151.2,52.5,13.4,shared,false,shared\n`;
  await place.write("people/signals.csv", head + old + joiners.map((id, n) => signUp(id, n, now)).join(""));
  await commit("Six thousand sign up");

  const held = await plan();
  expect(held.changes).toEqual([]);
  expect(held.findings).toHaveLength(6000);
  expect(held.text).toContain("5,985 joiners held for review, 15 joiners blocked");

  const waiting = await queue();
  expect(waiting.held).toHaveLength(6000);
  expect(waiting.clusters.map(({ kind, people }: { kind: string; people: string[] }) => [kind, people.length])).toEqual(
    [
      ["address", 21],
      ["device", 11],
      ["mass-sign-up", 6001],
      ["payment", 6],
    ],
  );
  expect(waiting.held[0]).toMatchObject({ person: "j0000", verdict: "review", score: 70, isOverdue: true });
  expect(waiting.held.at(-1)).toMatchObject({ person: "j5999", score: 40, isOverdue: false });
  const rows = (await place.rollcall("joiners", "--format", "csv")).stdout.split("\r\n");
  expect(rows).toHaveLength(6002);
  expect(rows[1]).toContain("j0000,Given j0000,j0000@acme.example,review,70,");

  const told = await place.rollcall("joiners", "--send", "--out", "queue.txt");
  expect(told).toMatchObject({ code: 0, stderr: "alarm sent: 6000 newly held, 4 new clusters\n" });
  expect(await place.rollcall("joiners", "--send", "--quiet")).toMatchObject({ code: 0 });
  expect(webhook.heard).toHaveLength(1);
  expect(webhook.heard[0]?.body).toMatchObject({ new: { review: 5985, block: 15 }, triggers: { length: 4 } });

  await mkdir(place.path("people/releases"));
  const release = (person: string) =>
    `- { person: ${person}, decision: release, by: e2, reason: called back, at: ${new Date(now).toISOString().slice(0, 10)} }\n`;
  await place.write("people/releases/first.yaml", ["j0000", "j0105", "j3000"].map(release).join(""));
  await commit("Release three");
  const released = await plan();
  expect(released.changes.map(({ change }) => `${change.kind} ${change.person}`).sort()).toEqual(
    ["create-account", "grant"].flatMap((kind) => ["j0000", "j0105", "j3000"].map((person) => `${kind} ${person}`)),
  );
  expect(await place.rollcall("apply", "next.plan.json", "--quiet")).toMatchObject({ code: 0 });
  const after = await plan();
  expect(after.changes).toEqual([]);
  expect(after.findings).toHaveLength(5997);
});

test("a watch tells of somebody new within 30 seconds", async () => {
  const main = join(import.meta.dirname, "../../dist/bin/rollcall.js");
  const before = webhook.heard.length;
  const child = spawn(process.execPath, [main, "joiners", "--watch", "--every", "1s"], {
    cwd: place.root,
    env: place.environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    const began = Date.now();
    await appendFile(place.path("people/signals.csv"), signUp("new1", 7000, began));
    await appendFile(place.path("people/roster.csv"), rosterRow("new1"));
    const said = await new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
    expect(said).toContain("alarm sent: 1 newly held, 0 new clusters");
    expect(webhook.heard.slice(before)).toMatchObject([{ body: { new: { review: 1, block: 0 } } }]);
    expect((webhook.heard[before]?.at ?? 0) - began).toBeLessThan(30_000);
  } finally {
    child.kill("SIGTERM");
  }
  expect(await ended).toBe(0);
});
