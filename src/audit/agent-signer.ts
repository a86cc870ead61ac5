import { RollcallError } from "../model/error.ts";
import { checkedSigner } from "./checked-signer.ts";
import { keyTypeOf, publicKeyBlob, rawSignatureBy } from "./public-key.ts";
import { fingerprint, keyOfLine, type Signer } from "./signer.ts";
import { readWire, sshString, uint32 } from "./wire.ts";

/** Asks an SSH agent: one message, one answer, without their lengths. */
export type AskAgent = (message: Uint8Array) => Promise<Uint8Array>;

/** Messages of the agent protocol (draft-ietf-sshm-ssh-agent). */
const message = { listIdentities: 11, identities: 12, sign: 13, signature: 14 } as const;

/** Opens a signer for a key that an SSH agent holds; throws `signer-unavailable` when it does not hold it. */
export async function openAgentSigner(publicKeyLine: string, ask: AskAgent): Promise<Signer> {
  const key = keyOfLine(publicKeyLine);
  const blob = publicKeyBlob(key);
  const held = await listIdentities(ask);
  if (!held.some((one) => one.equals(blob))) {
    const text = `the SSH agent does not hold the key ${fingerprint(blob)} (it holds ${held.length}): ssh-add it`;
    throw new RollcallError("signer-unavailable", text);
  }
  return checkedSigner(publicKeyLine, async (bytes) => {
    const answer = await askFor(ask, message.signature, [
      ...[Buffer.from([message.sign]), sshString(blob)],
      ...[sshString(bytes), uint32(0)],
    ]);
    return signatureIn(answer, key);
  });
}

async function listIdentities(ask: AskAgent): Promise<Buffer[]> {
  const answer = readWire(await askFor(ask, message.identities, [Buffer.from([message.listIdentities])]));
  try {
    return Array.from({ length: Math.min(answer.number(), 10_000) }, () => {
      const blob = answer.string();
      answer.string();
      return blob;
    });
  } catch (cause) {
    throw unavailable("its list of keys cannot be read", cause);
  }
}

/** The rest of an answer of the kind that was expected. */
async function askFor(ask: AskAgent, expected: number, parts: readonly Buffer[]): Promise<Buffer> {
  const answer = await ask(Buffer.concat(parts)).catch((cause: unknown) => {
    throw unavailable(cause instanceof Error ? cause.message : "it gives no answer", cause);
  });
  if (answer[0] === expected) return Buffer.from(answer.subarray(1));
  throw unavailable("it refuses: is it locked, or did somebody decline?");
}

function signatureIn(answer: Buffer, key: Uint8Array): Buffer {
  try {
    const signature = readWire(readWire(answer).string());
    const type = signature.string().toString("latin1");
    const raw = rawSignatureBy(keyTypeOf(key), signature.string());
    if (type === keyTypeOf(key) && raw !== null) return raw;
  } catch (cause) {
    throw unavailable("its signature cannot be read", cause);
  }
  throw unavailable("its signature is of another kind than the key");
}

function unavailable(why: string, cause?: unknown): RollcallError {
  const text = `the SSH agent cannot sign: ${why}; look at ssh-add -l, SSH_AUTH_SOCK and audit.signer.agent`;
  return new RollcallError("signer-unavailable", text, { cause });
}
