import { hash } from "node:crypto";

/** SHA-256 of a text (as UTF-8) or of bytes, as `sha256:` and 64 hex digits. */
export function sha256(content: string | Uint8Array): string {
  return `sha256:${hash("sha256", content, "hex")}`;
}
