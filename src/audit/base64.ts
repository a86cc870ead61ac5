/** The bytes that a text in base64 stands for; null for a text that is not the one which base64 writes for them. */
export function bytesOfBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}
