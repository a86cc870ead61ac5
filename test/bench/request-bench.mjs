import { applyPlan } from "../../dist/apply/apply.js";
import { openJournal } from "../../dist/apply/journal.js";
import { unpaced } from "../../dist/connectors/pace.js";
import { openConnector } from "../../dist/connectors/registry.js";
import { systemClock } from "../../dist/ports/clock.js";
import { openHttp } from "../../dist/ports/http.js";
import { systemRandom } from "../../dist/ports/random.js";
import { dialects } from "../../dist/sandbox/dialects.js";
import { startSandbox } from "../../dist/sandbox/server.js";
import { counted } from "./harness.mjs";
import { nowhere } from "./nowhere.mjs";
import { creation, membership, planOf } from "./plan-of.mjs";

/** What the generic profile allows in one request. */
const perPatch = 100;
const groupNames = Array.from({ length: 300 }, (_, at) => `group-${at}`);

/** Writing requests as the server counts them, against the fewest that its limits allow. */
export async function requestBench() {
  const thousand = people(1000);
  const three = (at) => [0, 1, 2].map((n) => groupNames[(at * 3 + n) % groupNames.length]);
  return [
    await measure({
      name: "1,000 members into one group",
      there: thousand,
      changes: thousand.map((person) => membership(person, groupNames[0])),
      fewest: 1000 / perPatch,
    }),
    await measure({
      name: "1,000 people into 3 of 300 groups each",
      there: thousand,
      changes: thousand.flatMap((person, at) => three(at).map((group) => membership(person, group))),
      fewest: groupNames.length,
    }),
    await measure({
      name: "10,000 joiners into 3 of 300 groups each",
      there: [],
      changes: people(10_000).flatMap((person, at) => {
        const create = creation(person);
        return [create, ...three(at).map((group) => membership(person, group, [create.key]))];
      }),
      fewest: 10_000 + groupNames.length,
    }),
  ];
}

async function measure({ name, there, changes, fewest }) {
  const sandbox = await startSandbox({ applications: { chat: { dialect: dialects.generic, token: "bench" } } });
  try {
    sandbox.load("chat", {
      users: there.map((person) => ({ id: `u-${person}`, userName: `${person}@acme.example`, externalId: person })),
      groups: groupNames.map((displayName) => ({ id: displayName, displayName, members: [] })),
    });
    await apply(sandbox.url("chat"), planOf(changes));
    const { mutating } = sandbox.counters();
    const detail = `${mutating} / ${fewest}`;
    return counted({ name: `${name}: requests / fewest`, goal: 1, value: mutating / fewest, detail });
  } finally {
    await sandbox.close();
  }
}

async function apply(url, plan) {
  const application = {
    ...{ name: "chat", connector: "scim", profile: "generic", url },
    authentication: { kind: "bearer", token: { kind: "env", name: "TOKEN" } },
    limits: { perSecond: 100_000, concurrency: 8 },
  };
  const world = { openHttp, clock: systemClock, random: systemRandom, pace: unpaced, secret: async () => "bench" };
  const connector = await openConnector(application, world);
  const opening = { run: "r-bench", plan: plan.digest, operations: plan.operations, at: plan.basis.at, actor: "bench" };
  const journal = await openJournal(nowhere(), "/bench.journal", opening);
  const { signal } = new AbortController();
  const connectors = new Map([["chat", connector]]);
  const { outcomes } = await applyPlan(plan, { connectors, journal, clock: systemClock, emit: () => {}, signal });
  await connector.close();
  const wrong = outcomes.filter(({ status }) => status !== "applied");
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong.slice(0, 3)));
}

function people(count) {
  return Array.from({ length: count }, (_, at) => `e${100_000 + at}`);
}
