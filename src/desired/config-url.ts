import type { ValuePath } from "../document/parsed.ts";
import type { SecretReference } from "../model/application.ts";
import { type Conversion, refuse } from "./conversion.ts";
import { parseReference } from "./reference-text.ts";

/** An address that secrets are sent to, or a reference to it: plain http would show them to everybody on the way. */
export function readUrl(conversion: Conversion, path: ValuePath, written: string): string | SecretReference {
  const reference = parseReference(written);
  if (reference?.kind === "env") return reference;
  const fault = urlFault(written);
  if (fault !== null) {
    refuse(conversion, path, {
      code: "bad-url",
      message: `the URL cannot be used: ${fault}`,
      hint: `write https://host/path, or "\${env:NAME}"`,
    });
  }
  return written;
}

function urlFault(written: string): string | null {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null) return "it is no URL";
  if (url.username !== "" || url.password !== "") return "it holds a name or a password";
  if (url.search !== "" || url.hash !== "") return "it holds a query or a fragment";
  if (url.protocol === "https:") return null;
  const isLoopback = url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d+){3}$/.test(url.hostname);
  return url.protocol === "http:" && isLoopback ? null : "only https is allowed (http on this machine alone)";
}
