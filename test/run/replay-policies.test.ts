import { readdir, readFile } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import type { ReplayedRun } from "../../src/model/replay.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { replayPolicies } from "../../src/run/replay-policies.ts";
import { scratch } from "../audit/a-ledger.ts";
import { aPolicyWorld, discard } from "../policy/world.ts";
import { aBirthrightCause, aChange, aSeatSummary, aWaiting } from "../support/plan.ts";
import { day, History } from "./recorded-runs.ts";

const place = scratch();
let policyWorld: PolicyWorld;
beforeAll(async () => {
  policyWorld = await aPolicyWorld();
});
afterAll(async () => {
  place.remove();
  await discard(policyWorld);
});

const risks = [10, 30, 49, 50, 80];
const people = Array.from({ length: 12 }, (_, index) => `e${index + 1}`);

const roles = Object.fromEntries(
  risks.map((risk) => [
    `roles/r${risk}.yaml`,
    `name: r${risk}\ntitle: R${risk}\nowner: platform\nrisk: ${risk}\ngrants:\n  - { application: chat, group: g${risk} }\n`,
  ]),
);

const roster = (department: string) =>
  ["id,kind,status,userName,givenName,familyName,email,manager,start,end,department"]
    .concat(
      people.map((id) => `${id},employee,active,${id}@acme.example,Given,${id},${id}@acme.example,,,,${department}`),
    )
    .join("\n");

const rules = {
  "policies/roles.rego": `package rollcall

import rego.v1

deny contains {"rule": "roles.forbidden", "message": "too risky"} if {
	some because in input.change.because
	data.roles[because.role].risk > data.thresholds.deny_above
}

approvals contains {"from": data.thresholds.team, "rule": "roles.risky", "message": "risky"} if {
	some because in input.change.because
	data.roles[because.role].risk >= data.thresholds.approve_from
}

warn contains {"rule": "sales.moves", "message": "to Sales"} if input.change.after.attributes.department == "Sales"

approvals contains {"from": "security", "rule": "final", "message": input.change.irreversible} if input.change.irreversible

risk contains data.roles[because.role].risk if some because in input.change.because
`,
  "policies/plan.rego": `package rollcall.plan

import rego.v1

deny := set()

approvals contains {"from": "platform", "rule": "plan.removed", "message": "many go"} if {
	some totals in input.plan.applications
	totals.removedShare > data.thresholds.removed_share
}

warn contains {"rule": "plan.people", "message": "fewer people"} if input.plan.peopleNow < input.plan.peopleBefore

warn contains {"rule": "plan.waiting", "message": "many wait"} if input.plan.pools.ide.waiting > data.thresholds.most_waiting

warn contains {"rule": "plan.cost", "message": "dear"} if input.plan.costs.EUR.bought > data.thresholds.most_cost
`,
};

const thresholds = (change: Readonly<Record<string, number | string>> = {}) => {
  const all = {
    deny_above: 90,
    approve_from: 50,
    team: "owners",
    removed_share: 0.1,
    most_waiting: 3,
    most_cost: 500,
    ...change,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
};

const organization = {
  "rollcall.yaml": `organization: acme
people: { source: csv, path: people/roster.csv, guard: { minPeople: 1 } }
applications:
  chat: { connector: scim, url: https://chat.example/scim/v2, auth: none }
`,
  "people/roster.csv": roster("Support"),
  ...roles,
  ...rules,
  "policies/thresholds.yaml": thresholds(),
};

const grantOf = (person: string, risk: number): Change =>
  aChange.grant({
    person,
    userName: `${person}@acme.example`,
    group: `g${risk}`,
    because: [aBirthrightCause(`r${risk}`)],
  });

async function replay(
  history: History,
  wish: Partial<Parameters<typeof replayPolicies>[2]> & { readonly now?: string; readonly ref?: string } = {},
) {
  const runs: ReplayedRun[] = [];
  const { now = day(100), ref = null, ...request } = wish;
  const each = (run: ReplayedRun) => runs.push(run);
  const result = await replayPolicies(
    history.world,
    { ref, at: now },
    { since: "365d", policies: null, each, ...request },
  );
  if (result.kind === "invalid") throw new Error(JSON.stringify(result.diagnostics));
  return { runs, totals: result.totals };
}

const lately = { since: "15d", now: day(60) };

const differencesOf = (runs: readonly ReplayedRun[]) =>
  runs.flatMap((run) =>
    run.kind === "judged" ? run.differences.map((one) => ({ ...one, sequence: run.sequence })) : [],
  );

describe("replaying policies over sixty recorded runs", () => {
  let history: History;
  /** Sequence and key of every recorded grant, with the risk of its role. */
  const granted: { sequence: number; key: string; risk: number }[] = [];
  beforeAll(async () => {
    history = await History.open(place.sub("sixty"), organization, policyWorld);
    for (let sequence = 1; sequence <= 60; sequence += 1) {
      const own = [0, 1, 2].map((at) =>
        grantOf(people[(sequence + at * 5) % 12] ?? "", risks[(sequence * 7 + at) % 5] ?? 10),
      );
      const changes = [...new Map(own.map((change) => [change.key, change])).values()];
      for (const { key } of changes) granted.push({ sequence, key, risk: Number(/g(\d+)$/.exec(key)?.[1]) });
      if (sequence === 30) history.commit({ "people/roster.csv": roster("Sales") });
      await history.record(changes, { at: day(sequence) });
    }
  }, 120_000);
  afterAll(() => history.close());

  test("shows exactly the decisions that another threshold changes, before and after", async () => {
    history.write({ "policies/thresholds.yaml": thresholds({ approve_from: 30 }) });
    const { runs, totals } = await replay(history, { since: "90d" });
    const expected = granted.filter(({ sequence, risk }) => sequence >= 10 && risk >= 30 && risk < 50);
    expect(expected.length).toBeGreaterThan(50);
    expect(
      differencesOf(runs)
        .map(({ sequence, key }) => `${sequence} ${key}`)
        .sort(),
    ).toEqual(expected.map(({ sequence, key }) => `${sequence} ${key}`).sort());
    for (const difference of differencesOf(runs))
      expect(difference).toMatchObject({
        before: { verdict: "allow" },
        after: { verdict: "needs-approval" },
        fires: [{ says: "approval", rule: "roles.risky", from: "owners" }],
        ceases: [],
      });
    expect(totals).toMatchObject({
      ...{ runs: 51, judged: 51, unjudged: [], differing: { decisions: expected.length } },
      moves: [{ before: "allow", after: "needs-approval", decisions: expected.length }],
      rules: [{ rule: "roles.risky", fires: expected.length, ceases: 0 }],
    });
  });

  test("tells of every run what was recorded, what was decided then, and what would be", async () => {
    history.write({ "policies/thresholds.yaml": thresholds({ deny_above: 5 }) });
    const { runs } = await replay(history, lately);
    expect(runs).toHaveLength(16);
    for (const run of runs) {
      const riskiest = Math.max(...granted.filter(({ sequence }) => sequence === run.sequence).map(({ risk }) => risk));
      const verdict = riskiest >= 50 ? "needs-approval" : "allow";
      expect(run).toMatchObject({ recorded: verdict, atTheTime: verdict, proposed: "deny", unlike: [], notes: [] });
    }
  });

  test("tells of a rule that asks somebody else", async () => {
    history.write({ "policies/thresholds.yaml": thresholds({ team: "security" }) });
    const { totals } = await replay(history, lately);
    const asked = granted.filter(({ sequence, risk }) => sequence >= 45 && risk >= 50).length;
    expect(totals.rules).toEqual([
      { says: "approval", rule: "roles.risky", from: "owners", fires: 0, ceases: asked },
      { says: "approval", rule: "roles.risky", from: "security", fires: asked, ceases: 0 },
    ]);
  });

  test("reads the proposal from a directory, or from a commit, and leaves the working directory aside", async () => {
    history.write({
      "next/thresholds.yaml": thresholds({ approve_from: 81 }),
      "policies/thresholds.yaml": thresholds({ deny_above: 5 }),
    });
    for (const [path, text] of Object.entries(rules)) history.write({ [path.replace("policies", "next")]: text });
    const fromDirectory = await replay(history, { ...lately, policies: `${history.root}/next` });
    expect(fromDirectory.totals.moves).toMatchObject([{ before: "needs-approval", after: "allow" }]);
    expect((await replay(history, { ...lately, ref: "HEAD" })).totals.differing).toEqual({ runs: 0, decisions: 0 });
  });

  test("looks at the runs of its time alone", async () => {
    expect((await replay(history, { ref: "HEAD", since: "5d", now: day(60) })).totals.runs).toBe(6);
    expect((await replay(history, { ref: "HEAD", since: "5d", now: day(600) })).totals.runs).toBe(0);
    await expect(replay(history, { since: "soon" })).rejects.toMatchObject({ code: "input-invalid" });
  });
});

describe("what a run was judged by", () => {
  const one = async (name: string, act: (history: History) => Promise<void>) => {
    const history = await History.open(place.sub(name), organization, policyWorld);
    try {
      await act(history);
    } finally {
      await history.close();
    }
  };

  test("also judges the plan as a whole: shares, people, waiting lists and costs", () =>
    one("whole", async (history) => {
      const gone = people.slice(0, 5).map((person) => aChange.disable({ person }));
      const parts = {
        seats: [aSeatSummary()],
        waiting: [1, 2].map((at) => aWaiting({ place: at })),
        costs: [{ pool: "ide", currency: "EUR", boughtBefore: null, bought: 400, usedBefore: 10.5, usedAfter: 11 }],
      };
      await history.record([], { at: day(1), people: 13 });
      await history.record(gone, { at: day(2), accounts: 100, parts });
      history.write({
        "policies/thresholds.yaml": thresholds({ removed_share: 0.04, most_waiting: 1, most_cost: 300 }),
      });
      const { runs } = await replay(history);
      expect(runs[1]).toMatchObject({ recorded: "warn", atTheTime: "warn", proposed: "needs-approval", unlike: [] });
      expect(differencesOf(runs)).toMatchObject([
        {
          ...{ sequence: 2, key: null, ceases: [] },
          fires: [{ rule: "plan.cost" }, { rule: "plan.removed" }, { rule: "plan.waiting" }],
        },
      ]);
    }));

  test("gives again values of accounts that are sealed in the ledger and in the files, and what nobody can undo", () =>
    one("sealed", async (history) => {
      history.commit({ "people/roster.csv": roster("Sales") });
      const update = aChange.update({ person: "e1", userName: "e1@acme.example" });
      const remove = { ...aChange.disable({ person: "e2" }), irreversible: "it deletes the account" };
      await history.record([update, remove], { at: day(1) });
      const { runs } = await replay(history);
      expect(runs).toMatchObject([
        { recorded: "needs-approval", unlike: [], differences: [], notes: [expect.stringMatching(/^1 values/)] },
      ]);
    }));

  test("is told to be missing of older runs, whose changes are judged all the same", () =>
    one("older", async (history) => {
      await history.record([grantOf("e1", 80)], { at: day(1), isOld: true });
      history.write({ "policies/thresholds.yaml": thresholds({ approve_from: 90, removed_share: -1 }) });
      const { runs } = await replay(history);
      expect(runs).toMatchObject([{ kind: "judged", notes: [expect.stringMatching(/as a whole/)] }]);
      expect(differencesOf(runs)).toMatchObject([{ key: "chat/e1/grant/group:g80", after: { verdict: "allow" } }]);
    }));

  test("names runs that cannot be judged again, and goes on", () =>
    one("gone", async (history) => {
      await history.record([grantOf("e1", 80)], { at: day(1), isDirty: true });
      await history.record([grantOf("e1", 80)], { at: day(2) });
      const commit = history.commit({ "rollcall.yaml": organization["rollcall.yaml"] });
      await history.record([grantOf("e2", 80)], { at: day(3) });
      const forgetful = {
        ...history.world,
        git:
          history.world.git === null
            ? null
            : {
                ...history.world.git,
                resolve: async (name: string) => (name === commit ? null : (history.world.git?.resolve(name) ?? null)),
              },
      };
      const runs: ReplayedRun[] = [];
      const each = (run: ReplayedRun) => runs.push(run);
      const result = await replayPolicies(forgetful, { ref: null, at: day(9) }, { since: "90d", policies: null, each });
      expect(runs).toMatchObject([
        { sequence: 1, kind: "unjudged", reason: "no-commit" },
        { sequence: 2, kind: "judged" },
        { sequence: 3, kind: "unjudged", reason: "commit-missing" },
      ]);
      expect(result).toMatchObject({ totals: { runs: 3, judged: 1, unjudged: [1, 3] } });
    }));

  test("is compared with the record where the policies of then do not compile", () =>
    one("broken", async (history) => {
      await history.record([grantOf("e1", 80), grantOf("e2", 10)], { at: day(1) });
      history.write({ "policies/thresholds.yaml": thresholds({ approve_from: 90 }) });
      const runs: ReplayedRun[] = [];
      const git = history.world.git;
      if (git === null) throw new Error("there is a repository");
      const readBlob = async (oid: string) => {
        const bytes = await git.readBlob(oid);
        const text = new TextDecoder().decode(bytes);
        return text.startsWith("package rollcall\n") ? new TextEncoder().encode("package rollcall\nbroken(") : bytes;
      };
      const each = (run: ReplayedRun) => runs.push(run);
      const world = { ...history.world, git: { ...git, readBlob } };
      await replayPolicies(world, { ref: null, at: day(9) }, { since: "90d", policies: null, each });
      expect(runs).toMatchObject([{ kind: "judged", atTheTime: null, notes: [expect.stringMatching(/compile/)] }]);
      expect(differencesOf(runs)).toMatchObject([
        { key: "chat/e1/grant/group:g80", after: { verdict: "allow" }, ceases: [{ rule: "roles.risky" }] },
      ]);
    }));
});

test("replaying the very same policies differs nowhere, and gives again what was recorded", async () => {
  const shipped: Record<string, string> = {};
  for (const name of await readdir("policies"))
    if (/\.rego$|^thresholds\.yaml$/.test(name))
      shipped[`policies/${name}`] = await readFile(`policies/${name}`, "utf8");
  const aMade = fc.record({ person: fc.constantFrom(...people), risk: fc.constantFrom(...risks), kind: fc.nat(4) });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(aMade, { maxLength: 6 }), { minLength: 1, maxLength: 6 }), async (made) => {
      count += 1;
      const { "policies/plan.rego": _plan, "policies/roles.rego": _roles, ...rest } = organization;
      const history = await History.open(place.sub(`same-${count}`), { ...rest, ...shipped }, policyWorld);
      for (const [index, wishes] of made.entries()) {
        const changes = new Map(planned(wishes.map(changeOf)).map((change) => [change.key, change]));
        await history.record([...changes.values()], { at: day(index + 1), people: 15 - index, accounts: index * 7 });
      }
      const { runs, totals } = await replay(history);
      await history.close();
      expect(totals).toMatchObject({ runs: made.length, judged: made.length, differing: { runs: 0, decisions: 0 } });
      for (const run of runs) expect(run).toMatchObject({ kind: "judged", unlike: [], differences: [] });
    }),
    { numRuns: 5 },
  );
}, 120_000);

/** Whoever is to get an account has none yet: nothing else of that person knows its id. */
function planned(changes: readonly Change[]): readonly Change[] {
  const made = new Set(changes.flatMap(({ kind, person }) => (kind === "create-account" ? [person] : [])));
  return changes.flatMap((change) => {
    if (!made.has(change.person) || change.kind === "create-account") return [change];
    return change.kind === "grant" ? [{ ...change, account: null }] : [];
  });
}

function changeOf({
  person,
  risk,
  kind,
}: {
  readonly person: string;
  readonly risk: number;
  readonly kind: number;
}): Change {
  const userName = `${person}@acme.example`;
  const wish = { person, userName };
  const because = [aBirthrightCause(`r${risk}`)];
  switch (kind) {
    case 0:
      return grantOf(person, risk);
    case 1:
      return aChange.create({ ...wish, because, attributes: { department: "Support", email: userName } });
    case 2:
      return aChange.disable(wish);
    case 3:
      return { ...aChange.remove(wish), irreversible: "it is gone" };
    default:
      return aChange.revoke({ ...wish, group: `g${risk}` });
  }
}
