import { createHash } from "node:crypto";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import { readBundle } from "./bundle.ts";
import { readCached, writeCached } from "./cache.ts";
import { ALLOWED_BUILTINS } from "./capabilities.ts";
import { explainFailure, readErrors } from "./compiler-message.ts";
import { CONTRACT, contractFiles } from "./contract.ts";
import { ENGINE, entrypointModule, entrypointsOf } from "./entrypoint.ts";
import { identifyCompiler, locateCompiler } from "./opa.ts";
import { type SeenFields, seenFields } from "./seen-fields.ts";
import { checkPaths, inWorkspace, OWN, type Workspace } from "./workspace.ts";
import type { PolicySource, PolicyWorld } from "./world.ts";

/** Policies ready to judge; `wasm` is null when there are no policies at all, and then everything is denied. */
export interface RunnablePolicy {
  readonly kind: "compiled";
  /** `sha256:` and 64 hex digits over the sources, the engine's rules and the allowed built-ins; the same on every machine. */
  readonly digest: string;
  readonly wasm: Uint8Array | null;
  /** What of a change's input the rules may look at. */
  readonly seen: SeenFields;
}

/** Policies that do not compile, with everything that is wrong. */
interface InvalidPolicy {
  readonly kind: "invalid";
  readonly diagnostics: readonly Diagnostic[];
}

/** What compiling gives. */
export type CompiledPolicy = RunnablePolicy | InvalidPolicy;

const ENGINE_FILE = `${OWN}/engine.rego`;

const contract = contractFiles(`${OWN}/contract`);

const SCHEMAS = `${OWN}/contract/schemas`;

const BUNDLE = `${OWN}/bundle.tar.gz`;

/** Compiles Rego to wasm, or takes the module from the cache. `_test.rego` files are left out. Throws `policy-unavailable`. */
export async function compilePolicies(sources: readonly PolicySource[], world: PolicyWorld): Promise<CompiledPolicy> {
  const policies = sources.filter(({ path }) => !path.endsWith("_test.rego")).sort(byPath);
  const digest = digestOf(policies);
  const seen = seenFields(policies);
  if (policies.length === 0) return { kind: "compiled", digest, wasm: null, seen };
  const misplaced = checkPaths(policies);
  if (misplaced.length > 0) return { kind: "invalid", diagnostics: misplaced };

  const compiler = await locateCompiler(world);
  const key = sha256([digest, await identifyCompiler(compiler, world)]);
  const cached = await readCached(key, world);
  if (cached !== null) return { kind: "compiled", digest, wasm: cached, seen };

  const engine = { path: ENGINE_FILE, text: entrypointModule(digest) };
  const content = { policies, added: [engine, ...contract.schemas, ...contract.modules], compiler };
  const built = await inWorkspace(content, world, (workspace) => build(digest, workspace));
  if (built.kind === "invalid") return built;
  await writeCached(key, built.wasm, world);
  return { kind: "compiled", digest, wasm: built.wasm, seen };
}

/** A module that the compiler wrote. */
interface BuiltModule {
  readonly kind: "built";
  readonly wasm: Uint8Array;
}

/** The check and the build run side by side; what the check finds is told first. */
async function build(digest: string, workspace: Workspace): Promise<BuiltModule | InvalidPolicy> {
  const { verdicts, planVerdict } = entrypointsOf(digest);
  // What is asked of another input (`with input as …`) is never worked out beforehand, so optimising would only take time.
  const command = ["build", "--target", "wasm", "--optimize", "0", "--output", BUNDLE];
  const entrypoints = ["--entrypoint", verdicts, "--entrypoint", planVerdict];
  const [misread, { code, stderr }] = await Promise.all([
    checkContract(workspace),
    workspace.opa(command, [...entrypoints, ENGINE_FILE, ...workspace.paths]),
  ]);
  if (misread.length > 0) return { kind: "invalid", diagnostics: misread };
  if (code !== 0) return { kind: "invalid", diagnostics: await explainFailure(workspace, stderr) };
  const bundle = await workspace.read(BUNDLE);
  const wasm = bundle === null ? null : readBundle(bundle, "policy.wasm");
  if (wasm === null) throw new RollcallError("policy-unavailable", "the policy compiler wrote no wasm module");
  return { kind: "built", wasm };
}

/** References to fields that no input has: such a rule would be silent for ever. */
async function checkContract(workspace: Workspace): Promise<readonly Diagnostic[]> {
  const modules = contract.modules.map(({ path }) => path);
  const command = ["check", "--format", "json", "--max-errors", "500", "--schema", SCHEMAS];
  const { stderr } = await workspace.opa(command, [...modules, ...workspace.paths]);
  return readErrors(stderr);
}

function digestOf(policies: readonly PolicySource[]): string {
  return `sha256:${sha256([ENGINE, CONTRACT, ...ALLOWED_BUILTINS, ...policies.flatMap(({ path, text }) => [path, text])])}`;
}

/** JSON keeps the parts apart: no two lists of texts give the same bytes. */
function sha256(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function byPath(a: PolicySource, b: PolicySource): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
