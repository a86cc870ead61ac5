import type { Evidence } from "../../model/evidence.ts";
import type { Tools } from "./check-records.ts";

/** What the page found out about the checkpoint that the records lie under. */
export interface HeadVerdict {
  readonly origin: string;
  readonly size: number;
  /** Base64, as the checkpoint writes it. */
  readonly root: string;
  readonly faults: readonly string[];
  readonly fingerprint: string | null;
  /** Witnesses whose cosignature holds. */
  readonly cosignedBy: readonly string[];
}

/** Checks who signed the checkpoint, and that the records lie under its root. The functions of this module need nothing but each other. */
export async function checkHead(evidence: Evidence, tools: Tools): Promise<HeadVerdict> {
  const { origin, size, root, body, lines } = noteParts(evidence.checkpoint);
  const { fromBase64, utf8, toBase64 } = tools.signatures;
  const signed = await Promise.all(lines.map((line) => checkLine({ line, body, origin }, evidence, tools)));
  const own = signed.find(({ fingerprint }) => fingerprint !== null)?.fingerprint ?? null;
  const decoded = (hashes: readonly string[]) => hashes.map((hash) => fromBase64(hash) ?? utf8(""));
  const part = {
    first: (evidence.records[0]?.sequence ?? 1) - 1,
    leaves: decoded(evidence.records.map(({ leaf }) => leaf)),
    beside: decoded(evidence.beside),
  };
  const proved = await tools.tree.root(size, part);
  const faults = [
    ...(origin === evidence.origin ? [] : ["it is no checkpoint of this ledger"]),
    ...(own !== null && signed.every(({ isBad }) => !isBad)
      ? []
      : ["a signature on it does not hold, or is by nobody who may sign"]),
    ...(proved !== null && toBase64(proved) === root ? [] : ["the records on this page do not lie under its root"]),
  ];
  return { origin, size, root, faults, fingerprint: own, cosignedBy: signed.flatMap(({ witness }) => witness ?? []) };
}

/** A checkpoint taken apart (C2SP signed-note, tlog-checkpoint); empty for any other text. */
function noteParts(note: string) {
  const [, body = "", origin = "", size = "-1", root = "", signed = ""] =
    /^(([^\n]+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/=]+)\n)\n((?:— [^\n]+\n)+)$/.exec(note) ?? [];
  return { body, origin, size: Number(size), root, lines: signed.split("\n").slice(0, -1) };
}

/** One line below a checkpoint: of a signer, of a witness, or of somebody whom the page does not know. */
async function checkLine(
  { line, body, origin }: { readonly line: string; readonly body: string; readonly origin: string },
  { signers, witnesses }: Evidence,
  { signatures }: Tools,
): Promise<{ readonly fingerprint: string | null; readonly witness: string | null; readonly isBad: boolean }> {
  const [, name = "", encoded = ""] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = signatures.fromBase64(encoded) ?? signatures.utf8("");
  const id = signatures.hex(bytes.subarray(0, 4));
  const unknown = { fingerprint: null, witness: null, isBad: bytes.length < 5 };
  for (const { key } of name === origin ? signers : []) {
    if ((await signatures.noteId(key, name)) !== id) continue;
    const isHeld = await signatures.holds(key, body, bytes.subarray(4));
    return isHeld ? { ...unknown, fingerprint: await signatures.fingerprint(key) } : { ...unknown, isBad: true };
  }
  const witness = witnesses.find((each) => each.startsWith(`${name}+${id}+`));
  if (witness === undefined) return unknown;
  const key = signatures.ed25519Key(
    (signatures.fromBase64(witness.split("+").slice(2).join("+")) ?? bytes).subarray(1),
  );
  if (bytes.length !== 76) return { ...unknown, isBad: true };
  const time = BigInt(`0x${signatures.hex(bytes.subarray(4, 12))}`);
  const said = `cosignature/v1\ntime ${time}\n${body}`;
  return (await signatures.noteId(key, name, 4)) === id && (await signatures.holds(key, said, bytes.subarray(12)))
    ? { ...unknown, witness: name }
    : { ...unknown, isBad: true };
}

/** Every function that the page needs of this module, the one that it calls first. */
export const headFunctions: readonly ((...args: never[]) => unknown)[] = [checkHead, noteParts, checkLine];
