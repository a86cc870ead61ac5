import { afterEach, describe, expect, test } from "vitest";
import { generic } from "../../../src/connectors/scim/profiles/generic.ts";
import type { Change } from "../../../src/model/change.ts";
import { dialects } from "../../../src/sandbox/dialects.ts";
import { aChange } from "../../support/plan.ts";
import { applyAll, type Chat, openChat } from "../../support/sandbox-chat.ts";

let chat: Chat | null = null;
afterEach(async () => {
  await chat?.close();
  chat = null;
});

const whose = (number: number) => ({
  application: "chat",
  person: `e${1000 + number}`,
  userName: `e${1000 + number}@example.com`,
});
const wish = (number: number, license: string, needs: readonly Change[]) => ({
  ...{ ...whose(number), license, pool: license },
  needs: needs.map(({ key }) => key),
});
const assign = (number: number, license: string, ...needs: readonly Change[]): Change => ({
  ...aChange.assignSeat(wish(number, license, needs)),
  account: `u${number}`,
});
const release = (number: number, license: string, ...needs: readonly Change[]): Change => ({
  ...aChange.releaseSeat(wish(number, license, needs)),
  account: `u${number}`,
});

/** An application that sells so many seats of each tier, and that holds one or many on an account. */
async function open(cardinality: "one" | "many", limits: Readonly<Record<string, number>>): Promise<Chat> {
  const quota = { attribute: "entitlements", limits, countsDisabled: true, refusal: 409 } as const;
  const own = { ...generic, name: "own", license: { attribute: "entitlements", cardinality } } as const;
  chat = await openChat({ own, people: 3, vary: { ...dialects.licensed, quota } });
  return chat;
}

const held = ({ sandbox }: Chat) =>
  sandbox
    .snapshot("chat")
    .users.map((user) => JSON.stringify(user["entitlements"] ?? []).match(/VIEWER|EDITOR/g) ?? []);
const statuses = (outcomes: readonly { readonly status: string }[]) => outcomes.map(({ status }) => status);

describe("an upgrade where an account holds one tier", () => {
  test("is one request: both changes are applied, and the new tier stays", async () => {
    const { connector, sandbox } = await open("one", {});
    await applyAll(connector, [assign(0, "VIEWER")]);
    const before = sandbox.counters("chat").mutating;
    const seat = assign(0, "EDITOR");
    const changes = [release(0, "VIEWER", seat), seat];
    expect(connector.predict(changes)).toBe(1);
    expect(statuses(await applyAll(connector, changes))).toEqual(["applied", "applied"]);
    expect(sandbox.counters("chat").mutating).toBe(before + 1);
    expect(held(chatOpen())[0]).toEqual(["EDITOR"]);
    expect(statuses(await applyAll(connector, changes))).toEqual(["unchanged", "unchanged"]);
  });

  test("leaves the new tier alone when the old one is released once it has been replaced", async () => {
    const { connector } = await open("one", {});
    await applyAll(connector, [assign(0, "VIEWER")]);
    await applyAll(connector, [assign(0, "EDITOR")]);
    expect(statuses(await applyAll(connector, [release(0, "VIEWER")]))).toEqual(["unchanged"]);
    expect(held(chatOpen())[0]).toEqual(["EDITOR"]);
  });
});

describe.each(["one", "many"] as const)("an upgrade where an account holds %s", (cardinality) => {
  test("that the vendor refuses leaves the old tier where it is", async () => {
    const { connector } = await open(cardinality, { EDITOR: 0 });
    await applyAll(connector, [assign(0, "VIEWER")]);
    const seat = assign(0, "EDITOR");
    const [released, assigned] = await applyAll(connector, [release(0, "VIEWER", seat), seat]);
    expect(assigned?.status).toBe("failed");
    expect(["failed", "not-reached"]).toContain(released?.status);
    expect(held(chatOpen())[0]).toEqual(["VIEWER"]);
  });

  test("and a downgrade change places between full tiers, and the vendor never counts too many", async () => {
    const { connector, sandbox } = await open(cardinality, { EDITOR: 1, VIEWER: 1 });
    await applyAll(connector, [assign(0, "VIEWER"), assign(1, "EDITOR")]);
    const first = release(1, "EDITOR");
    const up = assign(0, "EDITOR", first);
    const gone = release(0, "VIEWER", up);
    const down = assign(1, "VIEWER", gone);
    const outcomes = await applyAll(connector, [first, up, gone, down]);
    expect(statuses(outcomes)).toEqual(["applied", "applied", "applied", "applied"]);
    expect(held(chatOpen()).slice(0, 2)).toEqual([["EDITOR"], ["VIEWER"]]);
    expect(sandbox.lint("chat").filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

function chatOpen(): Chat {
  if (chat === null) throw new Error("the sandbox is open");
  return chat;
}
