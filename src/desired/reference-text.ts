import type { ValuePath } from "../document/parsed.ts";
import type { SecretReference } from "../model/application.ts";
import { type Conversion, refuse } from "./conversion.ts";

/** A reference as it is written, `${env:NAME}` or `${file:PATH}`; null for any other text. */
export function parseReference(written: string): SecretReference | null {
  const match = /^\$\{(env|file):([^{}$\s]{1,1024})\}$/.exec(written);
  const kind = match?.[1];
  const name = match?.[2];
  if (name === undefined) return null;
  if (kind === "env") return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? { kind, name } : null;
  return kind === "file" ? { kind, name } : null;
}

/** A secret by reference; null, and noted, when something else stands there. What stands there is never repeated. */
export function readSecret(conversion: Conversion, path: ValuePath, written: string): SecretReference | null {
  const reference = parseReference(written);
  if (reference === null) {
    refuse(conversion, path, {
      code: "literal-secret",
      message: "a secret must be one reference and nothing else",
      hint: `write "\${env:NAME}" or "\${file:PATH}"; if a real secret was written here, it is known now: replace it`,
    });
  }
  return reference;
}
