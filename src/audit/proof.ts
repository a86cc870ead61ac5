import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { linesOf } from "./entries.ts";
import { commitAt } from "./extends-anchor.ts";
import { leafHash } from "./merkle.ts";
import { inclusionProof } from "./merkle-proof.ts";
import { parseNote } from "./note.ts";
import { decode } from "./parse.ts";
import { readLeaves } from "./prove.ts";
import { shapes } from "./schema.ts";
import { closed, count, text } from "./schema-parts.ts";
import { readFiles } from "./stored-run.ts";

const hashes = Type.Array(Type.String({ pattern: "^[0-9a-f]{64}$" }), { maxItems: 64 });

/** A record of the ledger, or one entry of it, with all that shows that it lies under a checkpoint. */
export const proofSchema = Type.Object(
  {
    format_version: Type.Literal("1.0"),
    sequence: Type.Integer({ minimum: 1 }),
    /** Text of the manifest, byte for byte. */
    manifest: text,
    /** Text of `sigs.json`. */
    signatures: text,
    /** Hashes from the manifest to the root of the checkpoint. */
    path: hashes,
    /** An entry by its place in the record (from 0), without its line end, and the hashes from it to the root in the manifest. */
    entry: Type.Optional(Type.Object({ index: count, line: text, path: hashes }, closed)),
    /** A signed checkpoint (C2SP), cosigned or not. */
    checkpoint: text,
  },
  closed,
);

/** A proof as it is written. */
export type Proof = Static<typeof proofSchema>;

/** Reads a proof; null for any other text. */
export function parseProof(file: string): Proof | null {
  try {
    const value: unknown = JSON.parse(file);
    return isProof(value) ? value : null;
  } catch {
    return null;
  }
}

let validator: ReturnType<typeof Compile<typeof proofSchema>> | null = null;

function isProof(value: unknown): value is Proof {
  validator ??= Compile(proofSchema);
  return validator.Check(value);
}

/** What is to be proved under which checkpoint of a ledger that was verified. */
export interface ProofWish {
  readonly tip: string;
  readonly size: number;
  readonly sequence: number;
  /** Key of an entry; null: the record alone. */
  readonly entry: string | null;
  readonly checkpoint: string;
}

/** Proves that a record lies under a checkpoint, and an entry in the record. Throws `input-invalid` where there is no such thing. */
export async function proveRecord(git: Git, wish: ProofWish): Promise<Proof> {
  const { tip, size, sequence, checkpoint } = wish;
  const head = parseNote(checkpoint)?.head;
  if (head === undefined || head.size > size || head.size < sequence)
    throw new RollcallError("input-invalid", `the checkpoint does not cover record ${sequence} of the ledger here`);
  const oid = await commitAt(git, tip, size - sequence);
  const commit = await readLedgerCommit(git, oid);
  if (commit === null) throw new RollcallError("ledger-invalid", `commit ${oid} is not one that Rollcall wrote`);
  const { files } = await readFiles(git, { oid, sequence }, commit);
  const leaves = await readLeaves(git, await commitAt(git, tip, size - head.size));
  return {
    format_version: "1.0",
    sequence,
    manifest: Buffer.from(files.json).toString("utf8"),
    signatures: Buffer.from(files["sigs.json"]).toString("utf8"),
    path: hexOf(inclusionProof(leaves, sequence - 1)),
    ...(wish.entry === null ? {} : { entry: proveEntry(files["entries.ndjson"], wish.entry, sequence) }),
    checkpoint,
  };
}

function proveEntry(file: Uint8Array, key: string, sequence: number): NonNullable<Proof["entry"]> {
  const lines = linesOf(file);
  const index = lines.findIndex((line) => decode(line, shapes.entry)?.key === key);
  const line = lines[index];
  if (line === undefined)
    throw new RollcallError("input-invalid", `record ${sequence} has no entry ${JSON.stringify(key)}`);
  return { index, line: Buffer.from(line).toString("utf8"), path: hexOf(inclusionProof(lines.map(leafHash), index)) };
}

function hexOf(path: readonly Buffer[]): string[] {
  return path.map((hash) => hash.toString("hex"));
}

/** The same of the manifest alone, as other tools of transparency logs take it (C2SP tlog-proof); they need the manifest's bytes with it. */
export function tlogProof({ sequence, path, checkpoint }: Proof): string {
  const lines = path.map((hash) => `${Buffer.from(hash, "hex").toString("base64")}\n`);
  return `c2sp.org/tlog-proof@v1\nindex ${sequence - 1}\n${lines.join("")}\n${checkpoint}`;
}
