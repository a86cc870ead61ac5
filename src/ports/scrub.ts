/** Takes secrets out of texts, as they are and in the encodings in which they tend to get out. */
export class Scrubber {
  readonly #forms: readonly string[];

  constructor(secrets: readonly string[]) {
    const forms = secrets.filter((secret) => secret.length >= shortest).flatMap(formsOf);
    this.#forms = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  }

  /** Whether the text holds one of the secrets. */
  finds(text: string): boolean {
    return this.#forms.some((form) => text.includes(form));
  }

  /** The text with `[redacted]` in the place of every secret. */
  text(text: string): string {
    return this.#forms.reduce((left, form) => left.replaceAll(form, "[redacted]"), text);
  }
}

/** Shorter ones would be found in words. */
const shortest = 8;

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = [
    ...[
      secret,
      json,
      hex,
      hex.toUpperCase(),
      encodeURIComponent(secret),
      new URLSearchParams({ "": secret }).toString().slice(1),
    ],
    ...[bytes.toString("base64"), bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")],
    ...(bytes.length < 2 * shortest ? [] : [1, 2].flatMap((before) => withinBase64(bytes, before))),
    ...secret.split(/\r?\n/).filter((line) => line.length >= 24),
  ];
  return forms.flatMap((form) => [form, entities(form)]);
}

/** What is of the secret alone in the Base64 of a text that has so many bytes, modulo 3, before it: `user:secret`. */
function withinBase64(bytes: Buffer, before: number): readonly string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const inner = whole.subarray(3, whole.length - (whole.length % 3));
  return [inner.toString("base64"), inner.toString("base64url")];
}

/** As a comment writes text from outside, so that a form of a secret may stand there in a form of its own. */
function entities(text: string): string {
  return text.replace(/[^A-Za-z0-9 ]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
