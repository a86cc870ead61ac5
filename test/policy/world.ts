import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Change } from "../../src/model/change.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { ChangeQuestion } from "../../src/policy/change-input.ts";
import { changeInputs } from "../../src/policy/change-input.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import { openPolicy, type Policy } from "../../src/policy/evaluate.ts";
import type { Facts } from "../../src/policy/facts.ts";
import type { PolicyLimits } from "../../src/policy/limits.ts";
import { type PolicyData, policyData } from "../../src/policy/policy-data.ts";
import type { PolicySource, PolicyWorld } from "../../src/policy/world.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { type Command, systemCommand } from "../../src/ports/command.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { installedPackages } from "../../src/ports/package.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { startWorkerThread } from "../../src/ports/worker.ts";
import { anOrganization } from "../support/people.ts";

export const AT = "2026-03-01T12:00:00Z";

/** The real world with an empty cache of its own. */
export async function aPolicyWorld(overrides: Partial<PolicyWorld> = {}): Promise<PolicyWorld> {
  return {
    disk: systemDisk,
    command: systemCommand,
    clock: systemClock,
    random: systemRandom,
    packages: installedPackages,
    startWorker: startWorkerThread,
    cache: overrides.cache ?? (await mkdtemp(join(tmpdir(), "rollcall-policy-"))),
    opa: null,
    searchPath: [],
    ...overrides,
  };
}

/** Removes what a world kept. */
export async function discard(world: PolicyWorld): Promise<void> {
  await rm(world.cache, { recursive: true, force: true });
}

/** The real programs, with what was run. */
export function recordingCommand(): { command: Command; runs: string[] } {
  const runs: string[] = [];
  const command: Command = {
    run: (program, args, options) => {
      runs.push(args[0] ?? "");
      return systemCommand.run(program, args, options);
    },
  };
  return { command, runs };
}

/** One policy file in package `rollcall`. */
export function rego(body: string, path = "policies/main.rego"): PolicySource {
  return { path, text: `package rollcall\n\nimport rego.v1\n\n${body}\n` };
}

/** One policy file in package `rollcall.plan`. */
export function planRego(body: string, path = "policies/plan.rego"): PolicySource {
  return { path, text: `package rollcall.plan\n\nimport rego.v1\n\n${body}\n` };
}

/** Compiles and opens; fails the test when the sources do not compile. */
export async function aPolicy(
  sources: readonly PolicySource[],
  world: PolicyWorld,
  options: { data?: PolicyData; limits?: PolicyLimits } = {},
): Promise<Policy> {
  const compiled = await compilePolicies(sources, world);
  if (compiled.kind === "invalid") throw new Error(JSON.stringify(compiled.diagnostics));
  const data = options.data ?? policyData(anOrganization());
  return openPolicy(compiled, data, options.limits === undefined ? world : { ...world, limits: options.limits });
}

/** Facts around an organisation; nobody holds anything. */
export function someFacts(organization: Organization = anOrganization(), overrides: Partial<Facts> = {}): Facts {
  return {
    people: new Map(organization.people.map((person) => [person.id, person])),
    holdings: new Map(),
    organization,
    at: AT,
    joiners: new Map(),
    peopleBefore: null,
    before: null,
    history: { of: () => null },
    signIns: [],
    proposers: [],
    changedPolicies: null,
    assignmentsBefore: null,
    administrators: {},
    live: { chat: 100 },
    pools: { seats: [], waiting: [], costs: [] },
    ...overrides,
  };
}

/** The grant of `anEntitlement()` to `e1001`, because of a role. */
export function aGrantChange(overrides: { person?: string | null; role?: string; because?: Change["because"] } = {}) {
  const { person = "e1001", role = "engineer" } = overrides;
  const at = { file: "roles/engineer.yaml", line: 5, column: 5 };
  const change: Change = {
    key: `chat/${person}/grant/group:engineering`,
    application: "chat",
    person,
    account: `remote-${person}`,
    userName: `${person}@acme.example`,
    because: overrides.because ?? [{ kind: "birthright", role, at }],
    needs: [],
    kind: "grant",
    entitlement: { application: "chat", type: "group", value: "engineering" },
    before: { held: false },
    after: { held: true },
  };
  return change;
}

/** `aGrantChange()` as policy is asked about it. */
export function anInput(change: Change = aGrantChange(), facts: Facts = someFacts()): ChangeQuestion {
  const [question] = changeInputs([change], facts);
  if (question === undefined) throw new Error("one change gives one input");
  return question;
}

/** The policies that the repository ships. */
export async function shippedPolicies(): Promise<{ sources: PolicySource[]; tests: PolicySource[] }> {
  const names = (await readdir("policies")).filter((name) => name.endsWith(".rego")).sort();
  const files = await Promise.all(names.map((name) => readSource(`policies/${name}`)));
  const isTest = ({ path }: PolicySource) => path.endsWith("_test.rego");
  return { sources: files.filter((file) => !isTest(file)), tests: files.filter(isTest) };
}

/** Ids of the rules that these policies have, each once, sorted. */
export function ruleIdsOf(sources: readonly PolicySource[]): readonly string[] {
  const ids = sources.flatMap(({ path, text }) => {
    // The paths of thresholds look like ids.
    const pattern = path.endsWith("/thresholds.rego")
      ? /"rule": "([^"]+)"/g
      : /"([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)"/g;
    return [...text.matchAll(pattern)].map(([, id]) => id ?? "");
  });
  return [...new Set(ids)].sort();
}

/** The thresholds that the repository ships. */
export async function shippedThresholds(): Promise<Readonly<Record<string, unknown>>> {
  return parse(await readFile("policies/thresholds.yaml", "utf8"));
}

async function readSource(path: string): Promise<PolicySource> {
  return { path, text: await readFile(path, "utf8") };
}
