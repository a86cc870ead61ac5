import type { Because } from "../model/because.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Random } from "../ports/random.ts";
import { decrypt, encrypt, nonceLength } from "./aead.ts";
import { canonicalText, decode, encode } from "./parse.ts";
import type { PersonKey, PersonKeys } from "./person-keys.ts";
import { type Confidential, type LedgerEntry, shapes } from "./schema.ts";

/** Stands for a text that is kept encrypted. */
export const sealedText = "(sealed)";

/** Whose key seals an entry: its person's, or that of an account that belongs to nobody known. */
export function subjectOf({ person, application, account }: ManifestEntry | LedgerEntry): string {
  return person ?? `account:${application}/${account ?? ""}`;
}

/** An entry whose values and texts are encrypted; `clear` is the same entry with seals in place of its values. */
export function encryptEntry(
  entry: ManifestEntry,
  clear: ManifestEntry,
  with_: { readonly salt: string; readonly key: PersonKey; readonly random: Random },
): unknown {
  const { salt, key, random } = with_;
  const { before, after, because, reason } = entry;
  const nonce = random.bytes(nonceLength);
  const plain = encode({ salt, before, after, because, reason });
  const data = encrypt(key.key, plain, { nonce, about: aboutOf(entry, key.id) });
  return {
    ...clear,
    because: because.map(withoutText),
    reason: reason === null ? null : sealedText,
    secret: { key: key.id, nonce: Buffer.from(nonce).toString("hex"), data: data.toString("base64") },
  };
}

/** An entry with its values and texts; as it is when they are not encrypted, or their key was destroyed. */
export async function openEntry(entry: LedgerEntry, keys: PersonKeys): Promise<LedgerEntry> {
  const { secret } = entry;
  if (secret === undefined) return entry;
  const key = await keys.find(subjectOf(entry), secret.key);
  const about = aboutOf(entry, secret.key);
  const nonce = Buffer.from(secret.nonce, "hex");
  const plain = key === null ? null : decrypt(key, Buffer.from(secret.data, "base64"), { nonce, about });
  const found: Confidential | null = plain === null ? null : decode(plain, shapes.confidential);
  if (found === null) return entry;
  const { secret: _, ...others } = entry;
  return { ...others, ...found };
}

/** What is encrypted belongs to one entry: nobody can pass it off as another's. */
function aboutOf(entry: ManifestEntry | LedgerEntry, key: string): string {
  return canonicalText(["rollcall entry", key, subjectOf(entry), entry.key, entry.at]);
}

function withoutText(because: Because): Because {
  switch (because.kind) {
    case "birthright":
      return because;
    case "assignment":
      return { ...because, reason: sealedText };
    default:
      return { ...because, text: sealedText };
  }
}
