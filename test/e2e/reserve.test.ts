import { createServer } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplaceInside();
});
afterEach(() => place.close());

/** Takes requests, and keeps the key of each. */
async function openSupplier() {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers["idempotency-key"]);
    request.resume().on("end", () => response.writeHead(202).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the supplier has no port");
  return { server, keys, url: `http://127.0.0.1:${address.port}/seats` };
}

interface Shown {
  readonly basis: { readonly expires: string };
  readonly waiting: readonly { readonly pool: string; readonly person: string; readonly place: number }[];
  readonly findings: readonly { readonly kind: string; readonly message: string }[];
  readonly changes: readonly {
    readonly change: { readonly kind: string; readonly pool?: string; readonly person: string };
  }[];
}

const plan = async (at = monday): Promise<Shown> =>
  JSON.parse((await place.rollcall("plan", "--at", at, "--format", "json")).stdout);
const waitingIn = ({ waiting }: Shown) =>
  waiting
    .filter(({ pool }) => pool === "ide")
    .sort((a, b) => a.place - b.place)
    .map(({ person }) => person);
const seatedBy = ({ changes }: Shown) =>
  changes
    .flatMap(({ change }) => (change.kind === "assign-seat" && change.pool === "ide" ? [change.person] : []))
    .sort();
const reserveIn = ({ findings }: Shown) => findings.filter(({ kind }) => kind.startsWith("reserve-"));
const commit = async (message: string) => {
  await place.git("add", "--all");
  await place.git("commit", "--quiet", "--message", message);
};

test("a pool that is full asks its reserve, is granted seats in a second change, and gives them back when they end", async () => {
  const supplier = await openSupplier();
  Object.assign(place.environment, { RESELLER_URL: supplier.url });
  await place.edit("pools/ide.yaml", "global: 3", "global: 0");
  await place.edit("pools/ide.yaml", "northwind-licensing }", `northwind-licensing, webhook: "\${env:RESELLER_URL}" }`);
  await commit("Cut the overflow");
  const before = await plan();
  const waiting = waitingIn(before);
  expect(waiting.length).toBeGreaterThan(1);
  const command = /rollcall (seats request ide --seats \d+)/.exec(reserveIn(before)[0]?.message ?? "")?.[1] ?? "";

  const ask = [...command.split(" "), "--reason", "They join", "--at", monday];
  const printed = await place.rollcall(...ask);
  expect(printed.code).toBe(0);
  expect(await place.git("status", "--porcelain")).toBe("");
  expect((await place.rollcall(...ask, "--write")).code).toBe(0);
  expect(await place.read("pools/requests/ide.yaml")).toBe(printed.stdout);
  expect((await place.rollcall(...ask, "--write")).code).toBe(3);
  expect((await place.rollcall("seats", "requests", "--send", "--at", monday)).code).toBe(3);
  await commit("Ask for seats");
  expect((await place.rollcall("seats", "requests", "--send", "--at", monday)).code).toBe(0);
  expect((await place.rollcall("seats", "requests", "--send", "--at", monday)).code).toBe(0);
  expect(supplier.keys).toEqual(Array(2).fill("meridian/ide/2026-11-23-1"));
  const asked = await plan();
  expect(waitingIn(asked)).toEqual(waiting);
  expect(reserveIn(asked).map(({ kind }) => kind)).toEqual(["reserve-requested"]);

  const granted = "state: granted\n  decided: 2026-11-23\n  granted: 1\n  until: 2026-11-23T12:00Z";
  await place.edit("pools/requests/ide.yaml", "state: requested", granted);
  await commit("One seat was granted");
  const after = await plan();
  expect(waitingIn(after)).toEqual(waiting.slice(1));
  expect(seatedBy(after)).toEqual([...seatedBy(before), ...waiting.slice(0, 1)].sort());
  expect(reserveIn(after).map(({ kind }) => kind)).toEqual(["reserve-available", "reserve-ending"]);
  expect([asked, after].map(({ basis }) => basis.expires)).toEqual(["2026-11-24T09:00:00Z", "2026-11-23T12:00:00Z"]);
  const over = await plan("2026-11-23T12:00:00Z");
  expect(waitingIn(over)).toEqual(waiting);

  supplier.server.close();
  const listed = await place.rollcall("seats", "requests", "--at", "2026-11-23T12:00:00Z", "--format", "json");
  expect(JSON.parse(listed.stdout)).toMatchObject({ requests: [{ state: "expired", granted: 1, ageDays: 0 }] });
});

test("a request that cannot be sent ends with 8", async () => {
  Object.assign(place.environment, { RESELLER_URL: "http://127.0.0.1:1/" });
  await place.edit("pools/ide.yaml", "northwind-licensing }", `northwind-licensing, webhook: "\${env:RESELLER_URL}" }`);
  await place.rollcall("seats", "request", "ide", "--seats", "1", "--reason", "One joins", "--write", "--at", monday);
  await commit("Ask for a seat");
  const sent = await place.rollcall("seats", "requests", "--send", "--at", monday);
  expect(sent.code).toBe(8);
  expect(sent.stdout).toContain("not sent  ide 2026-11-23-1");
});
