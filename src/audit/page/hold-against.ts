import type { Evidence } from "../../model/evidence.ts";
import type { HeadVerdict } from "./check-head.ts";
import type { RecordVerdict, Tools } from "./check-records.ts";

/** What the page says of something that the reader holds it against. */
export interface Comparison {
  readonly said: string;
  readonly verdict: "same" | "differs" | "unknown";
  readonly why: string;
  /** Up to which record it vouches for what stands there; 0: it does not. */
  readonly upTo: number;
}

/**
 * Holds the page against what its reader brings from elsewhere, a line or a checkpoint at a time: checkpoints, fingerprints and
 * public keys in SSH's format, and lines `PLACE COMMIT DIGEST` as `rollcall audit verify` prints them.
 */
export async function holdAgainst(
  text: string,
  page: { readonly evidence: Evidence; readonly records: readonly RecordVerdict[]; readonly head: HeadVerdict },
  tools: Tools,
): Promise<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (const [, , origin = "", size = "", root = ""] of text.matchAll(/^(([^\n]+)\n(\d+)\n([A-Za-z0-9+/]{43}=))$/gm))
    found.push({
      said: `checkpoint of ${size}`,
      ...(await compareHead({ origin: origin.trim(), size: Number(size), root }, page, tools)),
    });
  for (const [said, place = "", digest = ""] of text.matchAll(/^(\d+) [0-9a-f]{40} (sha256:[0-9a-f]{64})$/gm))
    found.push({ said, ...compareDigest(Number(place), digest, page) });
  const keys = await Promise.all(
    [...text.matchAll(/(?:ssh-ed25519|ecdsa-sha2-nistp256) ([A-Za-z0-9+/=]+)/g)].map(([, key = ""]) =>
      tools.signatures.fingerprint(key),
    ),
  );
  const trusted = [...[...text.matchAll(/SHA256:[A-Za-z0-9+/]{43}/g)].map(([said]) => said), ...keys];
  const used = new Set([
    page.head.fingerprint ?? "nobody",
    ...page.records.map(({ fingerprint }) => fingerprint ?? "nobody"),
  ]);
  const strange = [...used].filter((each) => !trusted.includes(each));
  if (trusted.length > 0 && strange.length > 0)
    found.push({
      said: strange.join(", "),
      verdict: "differs",
      why: "signed here, and is none of the keys that you name",
      upTo: 0,
    });
  if (trusted.length > 0 && strange.length === 0)
    found.push({
      said: [...used].join(", "),
      verdict: "same",
      why: "signed everything here, and you name it",
      upTo: 0,
    });
  return found;
}

async function compareHead(
  kept: { readonly origin: string; readonly size: number; readonly root: string },
  { evidence, head }: { readonly evidence: Evidence; readonly head: HeadVerdict },
  { signatures, tree }: Tools,
): Promise<Omit<Comparison, "said">> {
  if (kept.origin !== head.origin) return { verdict: "differs", why: "it is of another ledger", upTo: 0 };
  const decode = (hash: string) => signatures.fromBase64(hash) ?? signatures.utf8("");
  const first = (evidence.records[0]?.sequence ?? 1) - 1;
  const leaves = evidence.records.slice(0, Math.max(0, kept.size - first)).map(({ leaf }) => decode(leaf));
  const isCovered = kept.size === first + leaves.length;
  if (!isCovered && kept.size !== head.size)
    return {
      verdict: "unknown",
      why: "the page can tell only of its own checkpoint, and of those that end with one of its records or right before them",
      upTo: 0,
    };
  const there =
    kept.size === head.size
      ? head.root
      : signatures.toBase64(await tree.rootUpTo({ first, leaves, beside: evidence.beside.map(decode) }));
  return there === kept.root
    ? { verdict: "same", why: "this ledger had exactly that head", upTo: kept.size }
    : { verdict: "differs", why: "this ledger had another head at that place", upTo: 0 };
}

function compareDigest(
  place: number,
  digest: string,
  { records }: { readonly records: readonly RecordVerdict[] },
): Omit<Comparison, "said"> {
  const record = records.find(({ sequence }) => sequence === place);
  if (record === undefined) return { verdict: "unknown", why: "that record is not on this page", upTo: 0 };
  return record.digest === digest
    ? { verdict: "same", why: "that record stands there", upTo: place }
    : { verdict: "differs", why: "another record stands there", upTo: 0 };
}

/** Every function that the page needs of this module, the one that it calls first. */
export const comparingFunctions: readonly ((...args: never[]) => unknown)[] = [holdAgainst, compareHead, compareDigest];
