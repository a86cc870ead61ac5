/** A secret in the encodings in which it may get out, by their names. */
export function formsOfSecret(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret);
  return {
    plain: secret,
    base64: bytes.toString("base64"),
    base64url: bytes.toString("base64url"),
    hex: bytes.toString("hex"),
    percent: encodeURIComponent(secret),
    json: JSON.stringify(secret).slice(1, -1),
  };
}
