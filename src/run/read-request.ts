import { readRequestIssue } from "../forge/access-request.ts";
import { type GitHubAccess, openGitHub } from "../forge/github.ts";
import { assertMaintains } from "../forge/maintainers.ts";
import { RollcallError } from "../model/error.ts";
import type { GrantWish } from "./draft-grant.ts";
import type { World } from "./world.ts";

/** GitHub's own limit of an event is far below. */
const maxEventBytes = 2 * 1024 * 1024;

/** What an issue asks for, and who opened it. */
export interface RequestRead {
  readonly wish: GrantWish;
  readonly author: string;
  /** Who accepted it by a label; null: nobody did. */
  readonly accepted: string | null;
  readonly issue: number;
}

/** Reads GitHub's event of an issue that the form of requests made. Throws `input-invalid` when it is none. */
export async function readRequest({ disk }: Pick<World, "disk">, path: string): Promise<RequestRead> {
  const bytes = await disk.read(path);
  if (bytes === null)
    throw new RollcallError("input-invalid", `there is no file ${path}: give that of GITHUB_EVENT_PATH`);
  const read = readRequestIssue(jsonOf(bytes));
  if (read.kind === "refused")
    throw new RollcallError("input-invalid", `the issue is no request that can be read: ${read.why}`);
  const { request, author, accepted, number } = read.value;
  return { wish: { ...request, file: null }, author, accepted, issue: number };
}

/** Throws `approval-missing` unless who accepted a request maintains the repository. */
export async function refuseUnlessMaintainer(
  world: Pick<World, "clock" | "signal">,
  forge: GitHubAccess,
  login: string,
): Promise<void> {
  await assertMaintains(openGitHub(forge, world), login);
}

/** Undefined for what is no JSON. A body has line breaks, which files that people write may not have: hence not their reader. */
function jsonOf(bytes: Uint8Array): unknown {
  if (bytes.length > maxEventBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
