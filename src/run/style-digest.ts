import { createHash } from "node:crypto";

/** SHA-256 of a text in base64, by which a page's own policy admits its style. */
export function styleDigest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
