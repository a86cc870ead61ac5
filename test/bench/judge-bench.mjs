import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorld } from "../../dist/cli/world.js";
import { loadOrganization } from "../../dist/desired/load.js";
import { directoryTree } from "../../dist/document/tree.js";
import { resolve } from "../../dist/plan/resolve.js";
import { batches, batchText } from "../../dist/policy/batch.js";
import { changeInputs } from "../../dist/policy/change-input.js";
import { compilePolicies } from "../../dist/policy/compile.js";
import { entrypointModule, entrypointsOf } from "../../dist/policy/entrypoint.js";
import { openPolicy } from "../../dist/policy/evaluate.js";
import { locateCompiler } from "../../dist/policy/opa.js";
import { policyData } from "../../dist/policy/policy-data.js";
import { compare, counted, median, timed } from "./harness.mjs";

const at = "2026-11-23T09:00:00Z";
const repository = new URL("../../", import.meta.url).pathname;

/** Changes that OPA's own evaluator is asked about: it takes half a minute for ten times as many. */
const COMPARED = 10_000;

/** The shipped policies in wasm and in OPA's own evaluator, and how time grows up to 100,000 changes. */
export async function judgeBench({ rounds = 5 } = {}) {
  const root = await mkdtemp(join(tmpdir(), "rollcall-bench-"));
  try {
    const world = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
    const loaded = await loadOrganization(directoryTree(world.disk, repository), at);
    const compiled = await compilePolicies(loaded.policies, world);
    const data = policyData(loaded.organization);
    const inputs = [...changeInputs(changesOf(loaded.organization, 100_000), factsOf(loaded.organization))];
    const judge = async (list) => {
      const policy = await openPolicy(compiled, data, world);
      const decisions = await policy.judge(list);
      await policy.close();
      return decisions;
    };
    const judged = await judge(inputs.slice(0, 1000));
    if (judged.some(({ denials }) => denials.some(({ rule }) => rule.startsWith("engine."))))
      throw new Error("the engine denied");
    const fewer = inputs.slice(0, COMPARED);
    const native = await compare({
      name: "judging 10,000 changes: wasm / opa eval",
      goal: 0.15,
      rounds,
      warmup: 0,
      product: () => judge(fewer),
      baseline: await nativeQuery(root, { compiled, data, inputs: fewer, world }),
    });
    const rows = [];
    for (let round = 0; round < rounds; round += 1)
      rows.push({ all: await timed(() => judge(inputs)), fewer: await timed(() => judge(fewer)) });
    const all = Math.round(median(rows.map((row) => row.all)));
    const growth = median(rows.map((row) => row.all / row.fewer));
    const detail = `${all} ms for 100,000`;
    return [native, counted({ name: "judging: time of 100,000 changes / of 10,000", goal: 12, value: growth, detail })];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The same rules and the same batch, asked of the compiler's binary. */
async function nativeQuery(root, { compiled, data, inputs, world }) {
  const { path } = await locateCompiler(world);
  await writeFile(join(root, "engine.rego"), entrypointModule(compiled.digest));
  await writeFile(join(root, "data.json"), JSON.stringify(data));
  await writeFile(join(root, "input.json"), batchText([...batches(inputs, inputs.length)][0], compiled.seen));
  const policies = (await readdir(join(repository, "policies"))).filter(
    (file) => file.endsWith(".rego") && !file.endsWith("_test.rego"),
  );
  for (const file of policies) await writeFile(join(root, file), await readFile(join(repository, "policies", file)));
  const query = `data.${entrypointsOf(compiled.digest).verdicts.replace("/", ".")}`;
  const files = [...policies, "engine.rego", "data.json"].flatMap((file) => ["--data", join(root, file)]);
  return () => {
    const ended = spawnSync(path, ["eval", "--format", "raw", "--input", join(root, "input.json"), ...files, query], {
      maxBuffer: 1e9,
    });
    if (ended.status !== 0) throw new Error(String(ended.stderr).slice(0, 500));
  };
}

function factsOf(organization) {
  const people = Array.from({ length: 20_000 }, (_, place) => personAt(organization, place));
  const { people: byId, holdings } = resolve({ ...organization, people }, at);
  return {
    people: byId,
    holdings,
    organization,
    at,
    joiners: new Map(),
    peopleBefore: null,
    before: null,
    history: { of: () => null },
    signIns: [],
    proposers: [],
    changedPolicies: null,
    assignmentsBefore: null,
    administrators: {},
    live: { chat: 1000, directory: 1000, crm: 1000, "ide-vendor": 1000 },
    pools: { seats: [], waiting: [], costs: [] },
  };
}

/** One of 20,000 people: those of the example organisation, again and again under other ids. */
function personAt({ people }, place) {
  const { id, userName, ...person } = people[place % people.length];
  const copy = Math.floor(place / people.length);
  return { ...person, id: `${id}-${copy}`, userName: `${copy}.${userName}` };
}

function changesOf(organization, count) {
  const grants = organization.roles.flatMap((role) =>
    role.grants.flatMap((grant) =>
      grant.kind === "entitlement" ? [{ role: role.name, at: role.at, entitlement: grant.entitlement }] : [],
    ),
  );
  return Array.from({ length: count }, (_, n) => {
    const person = personAt(organization, n % 20_000);
    const { role, entitlement, at: source } = grants[n % grants.length];
    const gains = n % 3 !== 0;
    return {
      kind: gains ? "grant" : "revoke",
      key: `${entitlement.application}/${person.id}/${n}`,
      application: entitlement.application,
      person: person.id,
      account: `a-${n}`,
      userName: person.userName,
      entitlement,
      before: { held: !gains },
      after: { held: gains },
      because: [{ kind: "birthright", role, at: source }],
      needs: [],
    };
  });
}
