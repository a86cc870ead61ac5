import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPlan } from "../../dist/apply/apply.js";
import { journalPath, openJournal, runId } from "../../dist/apply/journal.js";
import { openWorld } from "../../dist/cli/world.js";
import { makePlan } from "../../dist/run/make-plan.js";
import { openConnectors } from "../../dist/run/open-connectors.js";
import { readFiles } from "../../dist/run/read-files.js";
import { dialects } from "../../dist/sandbox/dialects.js";
import { startSandbox } from "../../dist/sandbox/server.js";
import { counted } from "./harness.mjs";
import { allowAll, writeSmallOrganization } from "./small-organization.mjs";

const at = "2026-11-23T09:00:00Z";
const joiners = 1000;

/** Writing requests for 1,000 joiners into 3 groups, as the server counts them, against the fewest that would do. */
export async function applyBench() {
  const root = await mkdtemp(join(tmpdir(), "rollcall-bench-"));
  const sandbox = await startSandbox({ applications: { chat: { dialect: dialects.generic, token: "bench" } } });
  try {
    await writeSmallOrganization(root, joiners);
    await writeFile(join(root, "policies", "allow.rego"), allowAll);
    sandbox.load("chat", {
      users: [],
      groups: ["one", "two", "three"].map((displayName, index) => ({ id: `g${index}`, displayName, members: [] })),
    });
    const secrets = { CHAT_URL: sandbox.url("chat"), CHAT_TOKEN: "bench" };
    const real = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
    const world = { ...real, git: null, secret: async ({ name }) => secrets[name] };
    const first = await makePlan(world, { ref: null, at });
    if (first.kind !== "planned") throw new Error(JSON.stringify(first.diagnostics));
    const { plan } = first;
    await applyNow(world, plan);
    const { mutating } = sandbox.counters();
    // What the generic profile allows in one request.
    const perPatch = 100;
    const minimum = joiners + 3 * Math.ceil(joiners / perPatch);
    const again = await makePlan(world, { ref: null, at });
    if (again.plan.changes.length > 0) throw new Error("the second plan is not empty");
    return [
      counted({
        name: "1,000 joiners into 3 groups: writing requests / fewest",
        goal: 1,
        value: mutating / minimum,
        detail: `${mutating} / ${minimum}`,
      }),
    ];
  } finally {
    await sandbox.close();
    await rm(root, { recursive: true, force: true });
  }
}

async function applyNow(world, plan) {
  const { organization } = await readFiles(world, { ref: null, at });
  const connectors = await openConnectors(world, organization);
  const { digest, operations } = plan;
  const opening = { run: runId(digest), plan: digest, operations, at, actor: "bench" };
  const journal = await openJournal(world.disk, journalPath(world.state, digest), opening);
  const outcomes = await applyPlan(plan, {
    connectors: connectors.byName,
    journal,
    clock: world.clock,
    emit: world.emit,
    signal: world.signal,
  });
  await journal.close();
  await connectors.close();
  const wrong = outcomes.filter(({ status }) => status !== "applied");
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong.slice(0, 3)));
}
