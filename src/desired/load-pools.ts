import type { Tree } from "../document/tree.ts";
import type { LicensePool } from "../model/pool.ts";
import { Files } from "./files.ts";
import { poolKind } from "./pool-file.ts";
import { readKind } from "./read-kind.ts";

/** The pools alone, as they stood once; null when they could not be understood today. */
export async function loadPools(tree: Tree): Promise<readonly LicensePool[] | null> {
  const files = new Files(tree);
  const isRight = (path: string) => path.endsWith(".yaml");
  const read = await files.readAll(await files.listNamed("pools", { isRight, hint: "" }));
  const pools = await readKind(read, poolKind);
  const isWhole = files.diagnostics.length === 0 && pools.every(({ value }) => value !== null);
  return isWhole ? pools.flatMap(({ value }) => value?.pool ?? []) : null;
}
