import { takeLock } from "../apply/lock.ts";
import { parseAllowedSigners, permission } from "../audit/allowed-signers.ts";
import { noteVerifierKey, type TreeHead } from "../audit/checkpoint.ts";
import { witnessKey, witnessName } from "../audit/cosignature.ts";
import { parseNote } from "../audit/note.ts";
import { openCheck } from "../audit/public-key.ts";
import { keyOfLine } from "../audit/signer.ts";
import { openSshSigner } from "../audit/ssh-key.ts";
import { manifestNamespace } from "../audit/statement.ts";
import { answerRequest, type WitnessAnswer } from "../audit/witness.ts";
import type { WitnessRequest } from "../audit/witness-request.ts";
import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import type { Milliseconds } from "../model/instant.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { World } from "./world.ts";

/** Who the witness is, whom it believes, and where it remembers. */
export interface WitnessSettingsHere {
  /** Absolute path of its memory. */
  readonly state: string;
  /** Text of an OpenSSH private key. */
  readonly key: string;
  /** The name it signs with; null: the comment of the key. */
  readonly name: string | null;
  /** Lines of an `allowed_signers` file, or verifier keys of logs (`ORIGIN+ID+KEY`). */
  readonly logs: string;
}

/** A witness with its memory, which nobody else may use while it is open. */
export interface OpenWitness {
  /** Its verifier key, for whoever demands its cosignature. */
  readonly verifierKey: string;
  /** The head that it cosigned last of a log; null: none. */
  seen(origin: string): TreeHead | null;
  /** Answers a request; what it cosigns is remembered, safe from a power cut, before anybody hears of it. One after the other. */
  add(request: WitnessRequest): Promise<WitnessAnswer>;
  /** The checkpoint cosigned last of a log, by the SHA-256 (hex) of its origin; null: none. */
  latest(originHash: string): string | null;
  close(): Promise<void>;
}

type WitnessWorld = Pick<World, "clock" | "disk" | "processes">;

/** Opens a witness; throws `apply-locked` when another process uses its memory, `input-invalid` when that cannot be read. */
export async function openWitness(world: WitnessWorld, settings: WitnessSettingsHere): Promise<OpenWitness> {
  const signer = openSshSigner(settings.key);
  const own = { name: witnessName(settings.name ?? signer.principal), key: keyOfLine(signer.publicKey) };
  const keysOf = readLogs(settings.logs, () => world.clock.now());
  const lock = await takeLock(world.disk, `${settings.state}.lock`, world);
  const notes = await readNotes(world, settings.state).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  const check = openCheck();
  const seen = (origin: string) => parseNote(notes.get(origin) ?? "")?.head ?? null;
  const answer = async (request: WitnessRequest): Promise<WitnessAnswer> => {
    const seconds = Math.floor(world.clock.now() / 1000);
    const answered = await answerRequest(request, { name: own.name, signer, seconds, check, keysOf, seen });
    if (answered.kind === "refused") return answered;
    const next = new Map(notes).set(answered.head.origin, answered.note);
    await world.disk.write(settings.state, Buffer.from(stateText(next), "utf8"), { private: true });
    notes.set(answered.head.origin, answered.note);
    return answered;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    verifierKey: witnessKey(own),
    seen,
    add: (request) => {
      const turn = last.then(() => answer(request));
      last = turn.catch(() => {});
      return turn;
    },
    latest: (hash) => [...notes].find(([origin]) => sha256(origin) === `sha256:${hash}`)?.[1] ?? null,
    close: () => lock.release(),
  };
}

/** Keys of a log by its origin: a verifier key is for one log, an allowed signer for any, as long as it may sign manifests now. */
function readLogs(text: string, now: () => Milliseconds): (origin: string) => readonly Uint8Array[] | null {
  const lines = text.split(/\r?\n/);
  const named = lines.flatMap((line) => verifierKeyOf(line.trim()) ?? []);
  const signers = parseAllowedSigners(lines.filter((line) => verifierKeyOf(line.trim()) === null).join("\n"));
  return (origin) => {
    const own = named.filter(({ name }) => name === origin).map(({ key }) => key);
    const allowed = signers.flatMap(({ key }) => {
      const may = permission(signers, { key, namespace: manifestNamespace, at: now() });
      return may.kind === "allowed" ? [key] : [];
    });
    return own.length === 0 && signers.length === 0 ? null : [...own, ...allowed];
  };
}

function verifierKeyOf(text: string): { readonly name: string; readonly key: Buffer } | null {
  const [, name = "", encoded = ""] = /^([^+\s]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]{44})$/u.exec(text) ?? [];
  const key = Buffer.from(encoded, "base64").subarray(1);
  return name !== "" && noteVerifierKey(name, key) === text ? { name, key } : null;
}

async function readNotes({ disk }: WitnessWorld, path: string): Promise<Map<string, string>> {
  const bytes = await disk.read(path);
  if (bytes === null) return new Map();
  const notes = parseState(Buffer.from(bytes).toString("utf8"));
  if (notes !== null) return notes;
  throw new RollcallError(
    "input-invalid",
    `${path} is no memory of a witness: restore it, a new one would believe anything`,
  );
}

function stateText(notes: ReadonlyMap<string, string>): string {
  return `${JSON.stringify({ format_version: "1.0", checkpoints: Object.fromEntries(notes) }, null, 2)}\n`;
}

function parseState(text: string): Map<string, string> | null {
  const value = parseJson(text);
  if (!isRecord(value) || value["format_version"] !== "1.0" || !isRecord(value["checkpoints"])) return null;
  const notes = new Map<string, string>();
  for (const [origin, note] of Object.entries(value["checkpoints"])) {
    if (typeof note !== "string" || parseNote(note)?.head.origin !== origin) return null;
    notes.set(origin, note);
  }
  return notes;
}
