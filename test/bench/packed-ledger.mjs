import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { emptyChain } from "../../dist/audit/chain.js";
import { placeRecord, prepareRun } from "../../dist/audit/place.js";
import { encodeTree, objectId } from "../../dist/ports/git-object.js";
import { systemRandom } from "../../dist/ports/random.js";

const kinds = { commit: 1, tree: 2, blob: 3 };

/** Collects objects and writes them as one pack: a ledger of 10,000 runs in seconds, as a clone has it. */
function packWriter() {
  const seen = new Map();
  const write = (kind, bytes) => {
    const oid = objectId(kind, bytes);
    if (!seen.has(oid))
      seen.set(oid, Buffer.concat([head(kinds[kind], bytes.length), deflateSync(bytes, { level: 1 })]));
    return Promise.resolve(oid);
  };
  return {
    git: {
      writeBlob: (bytes) => write("blob", bytes),
      writeTree: (entries) => write("tree", encodeTree(entries)),
      writeCommit: (bytes) => write("commit", bytes),
    },
    save: (path) => {
      const start = Buffer.alloc(12);
      start.write("PACK");
      start.writeUInt32BE(2, 4);
      start.writeUInt32BE(seen.size, 8);
      const body = Buffer.concat([start, ...seen.values()]);
      writeFileSync(path, Buffer.concat([body, createHash("sha1").update(body).digest()]));
    },
  };
}

function head(kind, size) {
  const bytes = [];
  let rest = Math.floor(size / 16);
  bytes.push((kind << 4) | (size & 15) | (rest > 0 ? 128 : 0));
  for (; rest > 0; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
  return Buffer.from(bytes);
}

/** Writes a ledger of so many runs into a bare repository, packed by git, 40 runs a day; gives the commit of each. */
export async function writePackedLedger(root, { branch, signer, runs, recordOf, begin }) {
  const { git, save } = packWriter();
  let chain = emptyChain("rollcall/small/0123456789abcdef");
  const commits = [];
  for (let run = 0; run < runs; run += 1) {
    const seconds = begin + run * 2160;
    const files = await prepareRun(recordOf(run), { random: systemRandom, keys: null, signers: null });
    ({ chain } = await placeRecord({ git, signer }, chain, { files, seconds }));
    commits.push(chain.tip);
  }
  const packs = join(root, "objects", "pack");
  save(join(packs, "pack-new.pack"));
  execFileSync("git", ["-C", root, "index-pack", join(packs, "pack-new.pack")], { stdio: "ignore" });
  execFileSync("git", ["-C", root, "update-ref", `refs/heads/${branch}`, chain.tip]);
  execFileSync("git", ["-C", root, "gc", "--quiet"], { stdio: "ignore" });
  return commits;
}
