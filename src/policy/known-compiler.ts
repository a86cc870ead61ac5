import { join } from "node:path";
import { isRecord, parseJson } from "../model/plain-json.ts";
import { askCapabilities } from "./capabilities.ts";
import { type LocatedCompiler, type RunOpa, runCompiler, trustCompiler } from "./opa.ts";
import type { PolicyWorld } from "./world.ts";

/** A compiler that may run, and everything that it says it is capable of. */
export interface OpenCompiler {
  readonly run: RunOpa;
  /** Its own JSON. */
  readonly capabilities: string;
}

/**
 * Checks a compiler's binary and asks what it is capable of, in a directory that it may see; what was learnt is kept in the cache, and holds
 * for as long as nobody has written to the file. Throws `policy-unavailable`.
 */
export async function openCompiler(
  compiler: LocatedCompiler,
  world: PolicyWorld,
  directory: string,
): Promise<OpenCompiler> {
  const identity = await world.disk.identity(compiler.path);
  const known = await recall({ compiler, identity }, world);
  if (known !== null) return { run: runCompiler(compiler, world), capabilities: known };
  const run = await trustCompiler(compiler, world);
  const capabilities = await askCapabilities(run, directory);
  // It is what was checked only if nobody has put another one there meanwhile.
  if (identity !== null && (await world.disk.identity(compiler.path)) === identity) {
    const learnt = { identity, checksum: compiler.checksum, capabilities };
    await world.disk.write(pathIn(world), new TextEncoder().encode(JSON.stringify(learnt)), { private: true });
  }
  return { run, capabilities };
}

async function recall(
  { compiler, identity }: { readonly compiler: LocatedCompiler; readonly identity: string | null },
  world: PolicyWorld,
): Promise<string | null> {
  const bytes = await world.disk.read(pathIn(world));
  const learnt = bytes === null ? null : parseJson(new TextDecoder().decode(bytes));
  if (identity === null || !isRecord(learnt) || typeof learnt["capabilities"] !== "string") return null;
  const isSame = learnt["identity"] === identity && learnt["checksum"] === compiler.checksum;
  return isSame ? learnt["capabilities"] : null;
}

function pathIn({ cache }: PolicyWorld): string {
  return join(cache, "policy", "compiler.json");
}
