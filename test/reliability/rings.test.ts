import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crowd } from "./support/organization.ts";
import { proves } from "./support/proof.ts";
import { auditOf, essenceOf, fromTheStart, ledgerOf } from "./support/reckoning.ts";
import { applications, monday, type Office, openOffice, tuesday } from "./support/site.ts";

const people = crowd(24);
const rollout = ["rollout: [5 people, 50%, all]"];
const hours = ["10", "11", "12", "13"].map((hour) => `2026-11-24T${hour}:00:00Z`);

let alarm: { readonly server: Server; readonly port: number; readonly bodies: unknown[] };

beforeAll(async () => {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push({ method: request.method, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  alarm = { server, bodies, port: typeof address === "object" && address !== null ? address.port : 0 };
});

afterAll(() => {
  alarm.server.closeAllConnections();
  alarm.server.close();
});

describe("a server that fails three of ten calls in the second ring", () => {
  test("stops the run there, raises the alarm, and keeps everybody out until it was undone and resumed", async (context) => {
    proves(context, { what: "halt in the second ring: alarm, refusal, undo, resume" });
    const apply = [...rollout, `alarm: http://127.0.0.1:${alarm.port}/alarm`];
    const office = await openOffice({ people, apply });
    const [first = "", second = "", third = "", fourth = ""] = hours;
    expect(await planAndApply(office, monday)).toBe(0);
    await office.describe(office.first, [...people, ...crowd(30, people.length)]);
    const kept = await office.keep();
    const calm = await kept.reopen();
    try {
      expect(await planAndApply(calm, tuesday)).toBe(0);
      const plan = await office.first.plan(tuesday, "next.plan.json");
      failLater(office);
      const halted = await office.first.rollcall("apply", "next.plan.json", "--at", tuesday);
      mend(office);
      expect(halted.code, halted.stderr).toBe(7);
      expect(halted.stdout + halted.stderr).toContain("rollcall plan --undo 4");
      const record = (await ledgerOf(office))[1]?.record;
      const inRing = (ring: number) => record?.entries.filter((entry) => entry.ring === ring) ?? [];
      expect(new Set(inRing(1).map(({ status }) => status))).toEqual(new Set(["applied"]));
      expect(new Set(inRing(3).map(({ status }) => status))).toEqual(new Set(["not-reached"]));
      expect(inRing(2).filter(({ status }) => status === "failed")).toHaveLength(applications.length * 3);
      expect(record?.entries).toHaveLength(plan.changes.length);
      const { run, counts } = record ?? {};
      const body = { kind: "halted", cause: "gate", ring: 2, sequence: 4, organization: "proof", run, counts };
      expect(alarm.bodies).toEqual([{ method: "POST", body: expect.objectContaining(body) }]);

      expect(await planAndApply(office, first)).toBe(4);
      expect(await undo(office, second)).toBe(0);
      expect(await planAndApply(office, third)).toBe(4);
      expect(await planAndApply(office, fourth, "--resume")).toBe(0);
      expect(essenceOf(office.sandbox)).toEqual(essenceOf(calm.sandbox));
      const { said, seen } = await auditOf(office, fromTheStart);
      expect(said).toEqual(seen);
    } finally {
      await office.close();
      await calm.close();
      await kept.discard();
    }
  });
});

/** Each application makes the accounts of the first ring and seven of the second's ten, and then none. */
function failLater({ sandbox }: Office): void {
  for (const name of applications)
    sandbox.faults(name).add({ kind: "status", status: 500, method: "POST", path: "/Users", after: 12, times: 1000 });
}

function mend({ sandbox }: Office): void {
  for (const name of applications) sandbox.faults(name).clear();
}

async function planAndApply(office: Office, at: string, ...flags: readonly string[]): Promise<number | null> {
  await office.first.plan(at, "next.plan.json");
  return (await office.first.rollcall("apply", "next.plan.json", "--at", at, ...flags)).code;
}

async function undo({ first }: Office, at: string): Promise<number | null> {
  const planned = await first.rollcall("plan", "--undo", "4", "--at", at, "--out", "undo.plan.json");
  expect(planned.code, planned.stdout + planned.stderr).toBe(0);
  return (await first.rollcall("apply", "undo.plan.json", "--at", at)).code;
}
