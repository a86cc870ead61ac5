import { dialect } from "../desired/schema-parts.ts";
import { parseJson } from "../document/json.ts";
import { checkOf } from "../document/validate.ts";
import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import type { ShownMerge } from "./open-merges.ts";
import { readApprovals } from "./read-approvals.ts";
import type { World } from "./world.ts";

/** What a merge brought, by names that a pipeline can make as well. */
interface MergeName {
  readonly commit: string;
  readonly head: string;
  readonly pull_request: number;
}

/** A merge as the files of its folder have it. */
export interface MergeFiles {
  readonly name: MergeName;
  readonly record: Uint8Array;
  readonly signature: string;
  /** As `--approvals` takes it. */
  readonly approvals: unknown;
}

const isCommit = /^[0-9a-f]{40}$/;
const oid = { type: "string", pattern: isCommit.source } as const;

const nameSchema = {
  $schema: dialect,
  title: "Merge",
  type: "object",
  additionalProperties: false,
  required: ["commit", "pull_request", "head"],
  properties: { commit: oid, head: oid, pull_request: { type: "integer", minimum: 1 } },
} as const;

/** Writes each merge into a folder of its own below `directory`, named by its commit; what was fetched there before goes. Throws `input-invalid` for a directory that holds anything else. */
export async function writeMerges(
  { disk }: Pick<World, "disk">,
  directory: string,
  merges: readonly MergeFiles[],
): Promise<void> {
  const strange = (await disk.list(directory))?.find(({ name }) => name !== "README" && !isCommit.test(name));
  if (strange !== undefined)
    throw new RollcallError(
      "input-invalid",
      `${directory} holds ${strange.name}, which is no merge: all of it would be removed, so name another directory`,
    );
  await disk.remove(directory);
  const write = (path: string, text: string) => disk.write(`${directory}/${path}`, new TextEncoder().encode(text));
  await write(
    "README",
    "What was shown in the pull requests that were merged, and said of it: rollcall apply --merges.\n",
  );
  for (const { name, record, signature, approvals } of merges) {
    await disk.write(`${directory}/${name.commit}/record.json`, record);
    await write(`${name.commit}/record.json.sig`, signature);
    await write(`${name.commit}/approvals.json`, `${JSON.stringify(approvals, null, 2)}\n`);
    await write(`${name.commit}/merge.json`, `${JSON.stringify(name)}\n`);
  }
}

/** Reads the merges of such a directory. Throws `input-invalid` when it is not there, or a folder of it is not whole. */
export async function readMerges({ disk }: Pick<World, "disk">, directory: string): Promise<readonly ShownMerge[]> {
  const entries = await disk.list(directory);
  if (entries === null) throw new RollcallError("input-invalid", `there is no directory ${directory}`);
  const folders = entries.flatMap(({ name, kind }) => (kind === "directory" ? [`${directory}/${name}`] : []));
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = await disk.read(path);
    if (bytes === null) throw new RollcallError("input-invalid", `there is no ${path}: fetch the merges anew`);
    return bytes;
  };
  const textAt = async (path: string) => new TextDecoder().decode(await read(path));
  return Promise.all(
    folders.sort(compareText).map(async (folder) => {
      const { commit, head, pull_request: pullRequest } = await nameIn(`${folder}/merge.json`, read);
      const signed = {
        bytes: await read(`${folder}/record.json`),
        signature: await textAt(`${folder}/record.json.sig`),
      };
      const approvals = `${folder}/approvals.json`;
      return {
        ...{ commit, head, pullRequest, signed },
        reviews: await readApprovals(await textAt(approvals), approvals),
      };
    }),
  );
}

async function nameIn(path: string, read: (path: string) => Promise<Uint8Array>): Promise<MergeName> {
  const parsed = parseJson(await read(path), path, 4096);
  const checked = parsed.kind === "refused" ? parsed : (await checkOf(nameSchema))(parsed.document);
  if (checked.kind !== "refused") return checked.value;
  const [first] = checked.diagnostics;
  throw new RollcallError("input-invalid", `${path}: ${first?.message ?? "cannot be read"}: fetch the merges anew`);
}
