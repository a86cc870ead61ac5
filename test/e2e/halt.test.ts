import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

/** Takes alarms. */
async function openAlarm() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the alarm has no port");
  return { server, url: `http://127.0.0.1:${address.port}/hook`, bodies };
}

describe("an application that fails in the second ring", () => {
  let place: Workplace;
  let alarm: Awaited<ReturnType<typeof openAlarm>>;
  beforeEach(async () => {
    [place, alarm] = await Promise.all([openWorkplaceInside(), openAlarm()]);
    Object.assign(place.environment, { ALARM_URL: alarm.url });
    await place.append(
      "rollcall.yaml",
      `apply: { rollout: [5 people, 40%, all], rollback: ring, alarm: "\${env:ALARM_URL}" }\n`,
    );
    await place.git("commit", "--quiet", "--all", "--message", "Roll out in rings");
  });
  afterEach(async () => {
    await place.close();
    alarm.server.close();
  });

  const plan = async (file: string, ...flags: readonly string[]) => {
    await place.rollcall("plan", "--at", monday, "--out", file, ...flags);
    const plan = decodePlan(await place.read(file));
    await place.write("approvals.json", JSON.stringify(approveAll(plan)));
    return plan;
  };
  /** Some writes to accounts in chat are refused, after so many that are not. */
  const failing = (method: string, after: number, times: number) =>
    place.sandbox.faults("chat").add({ kind: "status", status: 422, method, path: "/Users", after, times });
  const statusesOfRing = async (wanted: number) => {
    const shown = await place.rollcall("audit", "show", "2", "--format", "json");
    const entries: readonly { ring: number; status: string }[] = JSON.parse(shown.stdout).record.entries;
    return [...new Set(entries.filter(({ ring }) => ring === wanted).map(({ status }) => status))];
  };
  const apply = (file: string, ...flags: readonly string[]) =>
    place.rollcall("apply", file, "--approvals", "approvals.json", "--at", monday, ...flags);

  test("stops the rollout, raises the alarm, and keeps everybody from applying until they resume", async () => {
    await plan("first.plan.json");
    failing("POST", 8, 12);
    const halted = await apply("first.plan.json");
    expect(halted.code).toBe(7);
    expect(halted.stdout).toContain("rollcall plan --undo 2");
    expect(alarm.bodies.map((body) => JSON.parse(body))).toMatchObject([{ kind: "halted", ring: 2, sequence: 2 }]);
    expect((await statusesOfRing(1)).includes("applied")).toBe(true);
    expect(await statusesOfRing(3)).toEqual(["not-reached"]);
    // Most accounts of an application that has few: the guard holds for what is done by itself, too.
    expect(halted.stdout).toContain("removals.mass");

    place.sandbox.faults("chat").clear();
    await plan("next.plan.json");
    expect((await apply("next.plan.json")).code).toBe(4);
    expect((await apply("next.plan.json", "--resume")).code).toBe(0);
    expect((await place.rollcall("plan", "--at", monday, "--detailed-exitcode")).code).toBe(0);
  });

  test("puts the ring back where guards and policy allow it, as a run of its own", async () => {
    await plan("first.plan.json");
    expect((await apply("first.plan.json")).code).toBe(0);
    const roster = await place.read("people/roster.csv");
    await place.write("people/roster.csv", roster.replaceAll(",Software engineer,", ",Software developer,"));
    await place.git("commit", "--quiet", "--all", "--message", "Call engineers developers");
    await plan("second.plan.json");
    failing("PATCH", 7, 4);
    const halted = await apply("second.plan.json");
    expect(halted.code).toBe(7);
    expect(halted.stdout).toContain("put back as manifest 6");
    const log = await place.rollcall("audit", "log", "--format", "json");
    // Each run was announced before its first change.
    expect(JSON.parse(log.stdout).records).toHaveLength(6);
    const shown = await place.rollcall("audit", "show", "6", "--format", "json");
    const { entries } = JSON.parse(shown.stdout).record;
    expect(new Set(entries.map(({ kind, status }: { kind: string; status: string }) => `${kind} ${status}`))).toEqual(
      new Set(["update-account applied"]),
    );
  });
});
