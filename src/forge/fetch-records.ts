import { strFromU8, unzipSync } from "fflate";
import { explained, type GitHub } from "./github.ts";
import type { MergedPull } from "./merged-pull.ts";
import { unlessGone } from "./refusal.ts";

/** A signed record as its workflow kept it; whether it is to be believed is for its signature to say. */
export interface KeptRecord {
  readonly bytes: Uint8Array;
  readonly signature: string;
}

/** Bytes that a record, and the archive that it comes in, may have. */
const maxBytes = 32 * 1024 * 1024;

/** Runs of one workflow for one head that are looked at. */
const mostRuns = 20;

/** Name under which the workflow that plans keeps the record of a head. */
export function recordName({ number, head }: Pick<MergedPull, "number" | "head">): string {
  return `rollcall-record-${number}-${head}`;
}

/**
 * The records that were kept for the head of a pull request, newest first. Anybody whose workflow runs here can keep something of that
 * name: what is no archive of a record and its signature is passed over. Throws RollcallError.
 */
export async function fetchRecords(github: GitHub, pull: MergedPull): Promise<readonly KeptRecord[]> {
  const { octokit, where } = github;
  const name = recordName(pull);
  return explained(github, async () => {
    const asked = { ...where, name, per_page: mostRuns };
    const { artifacts } = (await octokit.rest.actions.listArtifactsForRepo(asked)).data;
    const kept = artifacts
      .filter((each) => each.name === name && !each.expired && each.size_in_bytes <= maxBytes)
      .sort((a, b) => Date.parse(b.created_at ?? "") - Date.parse(a.created_at ?? ""));
    const records: KeptRecord[] = [];
    for (const { id } of kept) {
      const record = recordIn(await download(github, id));
      if (record !== null) records.push(record);
    }
    return records;
  });
}

/** Null: it has expired since it was listed. */
async function download({ octokit, where }: GitHub, id: number): Promise<Uint8Array | null> {
  const asked = octokit.rest.actions.downloadArtifact({ ...where, artifact_id: id, archive_format: "zip" });
  const data = (await unlessGone(asked))?.data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : null;
}

function recordIn(zip: Uint8Array | null): KeptRecord | null {
  if (zip === null) return null;
  try {
    const filter = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }) =>
      (name === "record.json" || name === "record.json.sig") && originalSize <= maxBytes;
    const { "record.json": bytes, "record.json.sig": signature } = unzipSync(zip, { filter });
    return bytes === undefined || signature === undefined ? null : { bytes, signature: strFromU8(signature) };
  } catch {
    return null;
  }
}
