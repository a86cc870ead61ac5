import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Compiles the simulation with the code that it runs, into a directory of its own: workers read no TypeScript. */
export async function compile() {
  const cache = join(root, "node_modules", ".cache", "rollcall-simulation");
  mkdirSync(cache, { recursive: true });
  const out = mkdtempSync(join(cache, "js-"));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await promisify(execFile)(process.execPath, [tsc, "-p", join(root, "test", "simulation"), "--outDir", out]);
  return { out, remove: () => rmSync(out, { recursive: true, force: true }) };
}
