import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld } from "../../src/cli/world.ts";
import type { Decision } from "../../src/model/decision.ts";
import { noJoiners } from "../../src/model/joiner.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import { openBasePolicies } from "../../src/run/base-policies.ts";
import { judgeChanges } from "../../src/run/judge-changes.ts";
import { readFiles } from "../../src/run/read-files.ts";
import type { World } from "../../src/run/world.ts";
import { shippedPolicies } from "../policy/world.ts";
import { LiveApplication, noon, planFor } from "../support/live-application.ts";
import { assign, office } from "./office.ts";

let root: string;
let world: World;
let base: string;

/** A repository whose main branch is the office with the shipped policies, and a working directory with a proposal. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "rollcall-base-"));
  for (const { path, text } of (await shippedPolicies()).sources) await write(path, text);
  for (const [path, text] of Object.entries(office)) await write(path, text);
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=Ada", "-c", "user.email=ada@office.example", "commit", "--quiet", "--message", "The office");
  base = git("rev-parse", "HEAD").trim();
  world = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
  for (const [path, text] of Object.entries(assign("e3", "payments-approver"))) await write(path, text);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const git = (...args: readonly string[]) => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" });

async function write(path: string, text: string): Promise<void> {
  const place = join(root, ...path.split("/"));
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, text);
}

/** Judges the proposal with its own policies replaced by one file, as `--policies-from` does. */
async function judgeWith(policy: string) {
  for (const { path } of (await shippedPolicies()).sources) await rm(join(root, path), { force: true });
  await write("policies/mine.rego", policy);
  const files = await readFiles(world, { ref: null, at: noon });
  const { organization } = files;
  if (organization === null) throw new Error(JSON.stringify(files.diagnostics));
  const compiled = await compilePolicies(files.policies, world);
  if (compiled.kind === "invalid") throw new Error(JSON.stringify(compiled.diagnostics));
  const { desired, observed, ...composition } = planFor(
    organization,
    organization.applications.map(({ name }) => new LiveApplication(name)),
  );
  const judge = async (from: string | null) => {
    const judging = from === null ? null : await openBasePolicies(world, from, { ...files, organization });
    const { decisions, planDecision } = await judgeChanges(world, compiled, {
      ...{ organization, desired, observed, composition, peopleBefore: null, before: null },
      ...{ history: { of: () => null }, proposers: [], base: judging, joiners: noJoiners },
    });
    const rulesOf = ({ denials }: Pick<Decision, "denials">) => denials.map(({ rule }) => rule);
    return { all: new Set([planDecision, ...decisions].flatMap(rulesOf)), whole: rulesOf(planDecision) };
  };
  const [alone, withBase] = [await judge(null), await judge(base)];
  return { alone: alone.all, withBase: withBase.all, wholeWithBase: withBase.whole };
}

describe("a proposal that brings a policy of its own", () => {
  test("is denied by the base when its policy is `allow := true`, which decides nothing", async () => {
    const { alone, withBase } = await judgeWith("package rollcall\n\nimport rego.v1\n\nallow := true\n");
    expect(alone).toEqual(new Set(["engine.no-deny-rule"]));
    expect(withBase).toContain("sod.exclusive-roles");
    expect(withBase).toContain("engine.no-deny-rule");
  });

  test("is denied by the base when its policy denies nothing", async () => {
    const silent = "package rollcall\n\nimport rego.v1\n\ndeny := set()\n";
    await write("policies/plan.rego", silent.replace("package rollcall", "package rollcall.plan"));
    const { alone, withBase } = await judgeWith(silent);
    expect(alone).toEqual(new Set());
    expect(withBase).toEqual(new Set(["sod.exclusive-roles"]));
  });

  test("is denied by the base, its changes and the whole, when it gives a role that excludes another by a new name", async () => {
    await write("roles/payments-clerk.yaml", (office["roles/payments-clerk.yaml"] ?? "").replace(/^excludes.*$/m, ""));
    const approver = office["roles/payments-approver.yaml"] ?? "";
    await rm(join(root, "roles/payments-approver.yaml"));
    await write("roles/releaser.yaml", approver.replace("name: payments-approver", "name: releaser"));
    for (const [path, text] of Object.entries(assign("e3", "releaser"))) await write(path, text);
    const { alone, withBase, wholeWithBase } = await judgeWith("package rollcall\n\nimport rego.v1\n\ndeny := set()\n");
    expect(alone).toEqual(new Set());
    expect([...withBase]).toContain("sod.exclusive-roles");
    expect(wholeWithBase).toEqual(["sod.exclusive-roles"]);
  });
});
