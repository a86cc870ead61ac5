import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../../src/model/change.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import type { Entitlement } from "../../../src/model/role.ts";
import type { Fault } from "../../../src/sandbox/faults/faults.ts";
import type { Effect } from "../../../src/sandbox/state/effect.ts";
import type { Snapshot } from "../../../src/sandbox/state/seed.ts";
import { creates, deletes, disables, grants, revokes, updates, type Whose } from "../../support/changes.ts";
import { applyAll, type Chat, openChat } from "../../support/sandbox-chat.ts";

const mishaps: readonly Fault[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503, retryAfter: "3" },
  { kind: "status", status: 429, retryAfter: "2" },
  { kind: "status", status: 429 },
  { kind: "status", status: 400 },
  { kind: "status", status: 403 },
  { kind: "status", status: 404 },
  { kind: "status", status: 412 },
  { kind: "status-after-effect", status: 500 },
  { kind: "reset-before-effect" },
  { kind: "reset-after-effect" },
  { kind: "reset-midway" },
  { kind: "no-effect" },
  { kind: "accepted", effect: true },
  { kind: "accepted", effect: false },
  { kind: "false-conflict" },
  { kind: "truncated-json" },
  { kind: "login-page" },
  { kind: "redirect" },
  { kind: "wrong-content-type" },
  { kind: "page-cut", keep: 1 },
  { kind: "total-off", by: 1 },
];

const aFault = fc.record({
  mishap: fc.constantFrom(...mishaps),
  method: fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
  path: fc.constantFrom("/Users", "/Groups", "/Bulk"),
  after: fc.integer({ min: 0, max: 4 }),
  times: fc.integer({ min: 1, max: 3 }),
});

const aStory = fc.record({
  /** Writes go one by one, or together. */
  profile: fc.constantFrom("generic", "scim2-server"),
  faults: fc.array(aFault, { maxLength: 6 }),
  joiners: fc.uniqueArray(fc.integer({ min: 20, max: 40 }), { maxLength: 4 }),
  movers: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
  leavers: fc.uniqueArray(fc.integer({ min: 7, max: 12 }), { maxLength: 4 }),
});

test("whatever goes wrong, what is told is so, nobody else is touched, and the next run ends it", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(aStory, async (story) => {
      const groups = { everybody: [7, 8, 9, 10, 11, 12, 13], engineering: [] };
      const chat = await openChat({ people: 15, groups, profile: story.profile });
      try {
        await tell(chat, story);
      } finally {
        await chat.close();
      }
    }),
    { numRuns: 40 },
  );
});

type Story = typeof aStory extends fc.Arbitrary<infer Value> ? Value : never;

async function tell(chat: Chat, story: Story): Promise<void> {
  const changes = changesOf(story);
  const before = chat.sandbox.snapshot("chat");
  for (const { mishap, ...aim } of story.faults) chat.sandbox.faults("chat").add({ ...mishap, ...aim });
  const first = await applyAll(chat.connector, changes);
  chat.sandbox.faults("chat").clear();

  expect(chat.sandbox.lint("chat").filter(({ rule }) => rule === "post-again-blind")).toEqual([]);
  expect(first.map(({ key }) => key)).toEqual(changes.map(({ key }) => key));
  checkTruth(changes, first, chat.sandbox.snapshot("chat"));
  checkNoPhantom(changes, first, chat.sandbox.log("chat"));
  for (const { reason, status } of first) expect(reason === null).toBe(status === "applied" || status === "unchanged");
  expect(chat.wire.requests).toBeLessThan(60 + 40 * changes.length);

  const second = await applyAll(await chat.reopen(), changes);
  expect(second.map(({ status, reason }) => (reason === null ? "" : `${status}: ${reason}`)).filter(Boolean)).toEqual(
    [],
  );
  const after = chat.sandbox.snapshot("chat");
  checkTruth(changes, second, after);
  const own = new Set(changes.map(({ person }) => person));
  const others = ({ users }: Snapshot) => users.filter(({ externalId }) => !own.has(String(externalId)));
  expect(others(after)).toEqual(others(before));
  expect(membersOf(after, "everybody")).toContain("u13");

  const written = chat.sandbox.log("chat").length;
  expect(new Set((await applyAll(await chat.reopen(), changes)).map(({ status }) => status))).toEqual(
    new Set(changes.length === 0 ? [] : ["unchanged"]),
  );
  expect(chat.sandbox.log("chat")).toHaveLength(written);
}

function changesOf({ joiners, movers, leavers }: Story): readonly Change[] {
  const makes = joiners.map((number) => {
    const { userName, person } = whose(number);
    const attributes = { displayName: person, title: "Engineer", email: userName };
    return creates({ ...whose(number), account: null }, { userName, externalId: person, active: true, attributes });
  });
  return [
    ...makes,
    ...joiners.map((number, at) =>
      grants({ ...whose(number), account: null, needs: [makes[at]?.key ?? ""] }, engineering),
    ),
    ...movers.map((number) => updates(whose(number), { attributes: { title: "Director" } })),
    ...movers.map((number) => grants(whose(number), engineering)),
    ...leavers.map((number) => revokes(whose(number), { ...engineering, value: "everybody" })),
    ...leavers.map((number, at) => (at % 2 === 0 ? disables(whose(number)) : deletes(whose(number)))),
  ];
}

/** Applied and unchanged are claims about the application: the application is asked. */
function checkTruth(changes: readonly Change[], outcomes: readonly Outcome[], snapshot: Snapshot): void {
  for (const [at, change] of changes.entries()) {
    const { status } = outcomes[at] ?? {};
    if (status !== "applied" && status !== "unchanged") continue;
    expect([change.key, isSo(change, snapshot)]).toEqual([change.key, true]);
  }
  const names = snapshot.users.map(({ externalId }) => externalId);
  expect(new Set(names).size).toBe(names.length);
}

/** What was said to have changed nothing left no trace in the application's own log. */
function checkNoPhantom(changes: readonly Change[], outcomes: readonly Outcome[], log: readonly Effect[]): void {
  const touched = new Set(
    log.flatMap(({ id, membersAdded, membersRemoved }) => [id, ...membersAdded, ...membersRemoved]),
  );
  const quiet = new Set(["unchanged", "refused", "not-reached"]);
  for (const [at, { person, account }] of changes.entries()) {
    const own = outcomes.filter((_, index) => changes[index]?.person === person);
    if (own.every(({ status }) => quiet.has(status)))
      expect([person, touched.has(account ?? outcomes[at]?.account ?? "")]).toEqual([person, false]);
  }
}

function isSo(change: Change, snapshot: Snapshot): boolean {
  const user = snapshot.users.find(({ externalId }) => externalId === change.person);
  if (change.kind === "delete-account") return user === undefined;
  if (change.kind === "disable-account") return user?.["active"] !== true;
  if (change.kind === "grant") return membersOf(snapshot, change.entitlement.value).includes(user?.["id"]);
  if (change.kind === "revoke")
    return !membersOf(snapshot, change.entitlement.value).includes(user?.["id"] ?? change.account);
  return user?.["title"] === (change.kind === "create-account" ? "Engineer" : "Director");
}

function membersOf(snapshot: Snapshot, group: string): readonly unknown[] {
  const members = snapshot.groups.find(({ displayName }) => displayName === group)?.["members"];
  return Array.isArray(members) ? members : [];
}

const engineering: Entitlement = { application: "chat", type: "group", value: "engineering" };

function whose(number: number): Whose {
  return {
    application: "chat",
    person: `e${1000 + number}`,
    account: `u${number}`,
    userName: `e${1000 + number}@example.com`,
  };
}
