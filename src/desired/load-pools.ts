import type { Tree } from "../document/tree.ts";
import type { Instant } from "../model/instant.ts";
import type { LicensePool } from "../model/pool.ts";
import { Files } from "./files.ts";
import { noticesFolder } from "./notice-file.ts";
import { poolKind } from "./pool-file.ts";
import { readKind } from "./read-kind.ts";
import { requestsFolder, requestsKind, withRequests } from "./requests-file.ts";
import { readYamlFiles } from "./yaml-files.ts";

/** Folders in `pools/` that hold something else than pools. */
export const poolFolders = [requestsFolder, noticesFolder] as const;

/** The pools alone, as they stood at an instant; null when they could not be understood today. */
export async function loadPools(tree: Tree, at: Instant): Promise<readonly LicensePool[] | null> {
  const files = new Files(tree);
  const pools = await readKind((await readYamlFiles(files, "pools", poolFolders)).read, poolKind);
  const requests = await readKind((await readYamlFiles(files, `pools/${requestsFolder}`)).read, requestsKind);
  const isWhole = files.diagnostics.length === 0 && [...pools, ...requests].every(({ value }) => value !== null);
  if (!isWhole) return null;
  const asked = requests.flatMap(({ value }) => value ?? []);
  return pools.flatMap(({ value }) => (value === null ? [] : withRequests(value.pool, asked, at)));
}
