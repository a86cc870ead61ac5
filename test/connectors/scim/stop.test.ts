import { afterEach, describe, expect, test } from "vitest";
import type { Connector } from "../../../src/connectors/connector.ts";
import { type Pace, unpaced } from "../../../src/connectors/pace.ts";
import { openConnector } from "../../../src/connectors/registry.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import { systemClock } from "../../../src/ports/clock.ts";
import { openHttp } from "../../../src/ports/http.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { anApplication } from "../../support/people.ts";
import { aChange } from "../../support/plan.ts";

/** An application that asks to wait four minutes from its first write of a kind on, and a run that can be stopped. */
async function closedTo(method: "POST" | "PATCH", pace = unpaced) {
  const stop = new AbortController();
  const sandbox = await startSandbox({ applications: { chat: { dialect: "generic", token: "t" } } });
  const users = people.map((id) => ({ id: `id-${id}`, externalId: id, userName: `${id}@example.com`, active: true }));
  sandbox.load("chat", { users, groups: [{ id: "g", displayName: "engineering", members: [] }] });
  sandbox
    .faults("chat")
    .add({ kind: "status", status: 429, retryAfter: "240", method, times: Number.POSITIVE_INFINITY });
  const authentication = { kind: "bearer", token: { kind: "env", name: "T" } } as const;
  const connector = await openConnector(anApplication({ url: sandbox.url("chat"), authentication }), {
    ...{ openHttp, clock: systemClock, pace, stop: stop.signal, secret: async () => "t" },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
  });
  opened.push({ connector, sandbox });
  const refusals = async (count: number) => {
    while ((sandbox.counters().byStatus["429"] ?? 0) < count) await systemClock.sleep(5);
  };
  return { sandbox, connector, stop, refusals };
}

const people = ["e1", "e2", "e3"];
const opened: { readonly connector: Connector; readonly sandbox: Sandbox }[] = [];
afterEach(async () => {
  for (const { connector, sandbox } of opened.splice(0)) {
    await connector.close();
    await sandbox.close();
  }
});

const whole = new AbortController().signal;
const endsOf = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);

describe("a run that is stopped", () => {
  test("does not sit out what an application asked for, and says that the change was not made", async () => {
    const { connector, stop, refusals, sandbox } = await closedTo("POST");
    const changes = ["n1", "n2"].map((person) => aChange.create({ person }));
    const applying = connector.apply({ changes }, whole);
    await refusals(1);
    stop.abort();
    expect(endsOf(await applying)).toEqual(["not-reached", "not-reached"]);
    expect(sandbox.log("chat")).toEqual([]);
  });

  test("does so also for members of a group", async () => {
    const { connector, stop, refusals } = await closedTo("PATCH");
    const changes = people.map((person) => ({ ...aChange.grant({ person }), account: `id-${person}` }));
    const applying = connector.apply({ changes }, whole);
    await refusals(1);
    stop.abort();
    expect(endsOf(await applying)).toEqual(["not-reached", "not-reached", "not-reached"]);
  });

  test("begins nothing more, and ends what it has in hand", async () => {
    const { connector, stop, sandbox } = await closedTo("PATCH");
    const changes = [{ ...aChange.create({ person: "n1" }) }];
    const applying = connector.apply({ changes }, whole);
    while (sandbox.log("chat").length === 0) await systemClock.sleep(1);
    stop.abort();
    expect(endsOf(await applying)).toEqual(["applied"]);
    expect(endsOf(await connector.apply({ changes: [aChange.create({ person: "n2" })] }, whole))).toEqual([
      "not-reached",
    ]);
    expect(sandbox.log("chat")).toHaveLength(1);
  });

  test("waits no longer than a moment for its turn", async () => {
    const never: Pace = {
      ...unpaced,
      take: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    };
    const { connector, stop } = await closedTo("PATCH", never);
    const applying = connector.apply({ changes: [aChange.create({ person: "n1" })] }, whole);
    stop.abort();
    expect(endsOf(await applying)).toEqual(["not-reached"]);
  });
});
