/** What a witness is asked: a checkpoint, and proof that it extends one that it has seen (C2SP tlog-witness, `add-checkpoint`). */
export interface WitnessRequest {
  /** Size of the checkpoint that the proof starts from; 0: none was seen. */
  readonly old: number;
  readonly proof: readonly Buffer[];
  /** Text of the checkpoint. */
  readonly note: string;
}

/** The body of an `add-checkpoint` request. */
export function requestText({ old, proof, note }: WitnessRequest): string {
  return [`old ${old}`, ...proof.map((hash) => hash.toString("base64")), "", note].join("\n");
}

/** Reads the body of an `add-checkpoint` request; null for any other text. */
export function parseRequest(text: string): WitnessRequest | null {
  const [, old = "", hashes = "", note = ""] =
    /^old (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n([\s\S]+)$/.exec(text) ?? [];
  if (note === "" || !Number.isSafeInteger(Number(old))) return null;
  const proof = hashes
    .split("\n")
    .slice(0, -1)
    .map((line) => Buffer.from(line, "base64"));
  return { old: Number(old), proof, note };
}
