import { checkNote, noteBody, noteVerifierKey, type TreeHead } from "./checkpoint.ts";
import type { CheckSignature } from "./public-key.ts";

/** One line of a signed note below its text. */
export interface NoteLine {
  readonly name: string;
  /** Eight hex digits. */
  readonly keyId: string;
  /** What follows the key id. */
  readonly signature: Buffer;
  /** The line as it stands, without its line end. */
  readonly text: string;
}

/** A checkpoint with all that is signed below it (C2SP signed-note, tlog-checkpoint without extension lines). */
export interface Note {
  readonly head: TreeHead;
  /** What is signed. */
  readonly body: string;
  readonly lines: readonly NoteLine[];
}

const maxLength = 64 * 1024;

/** Takes a checkpoint apart; null for any text that is none. Nothing is verified. */
export function parseNote(text: string): Note | null {
  const [, body = "", origin = "", size = "", root = "", signed = ""] =
    (text.length <= maxLength ? form.exec(text) : null) ?? [];
  const head = { origin, size: Number(size), root: Buffer.from(root, "base64") };
  const lines = signed.split("\n").slice(0, -1).map(parseLine);
  const whole = lines.filter((line) => line !== null);
  const isCanonical = Number.isSafeInteger(head.size) && head.root.length === 32 && noteBody(head) === body;
  return isCanonical && lines.length > 0 && whole.length === lines.length ? { head, body, lines: whole } : null;
}

const form = /^(([^\p{Cc}]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]+)\n)\n((?:— [^\p{Cc}]+\n)+)$/u;

function parseLine(text: string): NoteLine | null {
  const [, name, encoded = ""] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(text) ?? [];
  const bytes = Buffer.from(encoded, "base64");
  if (name === undefined || bytes.length < 5 || bytes.toString("base64") !== encoded) return null;
  return { name, keyId: bytes.toString("hex", 0, 4), signature: bytes.subarray(4), text };
}

/** A checkpoint from its text and the lines that sign it. */
export function joinNote(body: string, lines: readonly Pick<NoteLine, "text">[]): string {
  return `${body}\n${lines.map(({ text }) => `${text}\n`).join("")}`;
}

/** The root of a head as Rollcall writes digests. */
export function rootText(root: Uint8Array): string {
  return `sha256:${Buffer.from(root).toString("hex")}`;
}

/**
 * The line with which one of these keys signed the checkpoint as the log itself; null when none did, and also when a line
 * claims one of them and does not hold (C2SP signed-note: such a note is refused as a whole).
 */
export async function logLine(
  note: Note,
  keys: readonly Uint8Array[],
  check: CheckSignature,
): Promise<NoteLine | null> {
  const { origin } = note.head;
  let found: NoteLine | null = null;
  for (const line of note.lines) {
    const key = keys.find((each) => line.name === origin && noteVerifierKey(origin, each).includes(`+${line.keyId}+`));
    if (key === undefined) continue;
    if ((await checkNote(joinNote(note.body, [line]), key, check)) === null) return null;
    found ??= line;
  }
  return found;
}
