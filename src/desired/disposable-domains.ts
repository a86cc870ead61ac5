import { quoted, wrong } from "../document/diagnose.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { FileBytes } from "./files.ts";
import { readText } from "./policy-files.ts";

/** Where the domains stand that give e-mail to throw away. */
export const disposableDomainsPath = "policies/disposable-domains.txt";

const domainPattern = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/;

/** One domain a line, without regard to case; a line that begins with # says something to people. */
export function readDisposableDomains(file: FileBytes): {
  readonly value: ReadonlySet<string> | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { text, diagnostics } = readText(file);
  if (text === null) return { value: null, diagnostics };
  const domains = new Set<string>();
  const wrongLines: Diagnostic[] = [];
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const domain = written.trim().toLowerCase();
    if (domain === "" || domain.startsWith("#")) continue;
    if (domainPattern.test(domain)) domains.add(domain);
    else {
      const at = { file: file.path, line: index + 1, column: 1 };
      const message = `${quoted(written)} is no domain`;
      wrongLines.push(wrong({ code: "malformed", at, message, hint: "write one domain a line: mailinator.com" }));
    }
  }
  return { value: wrongLines.length > 0 ? null : domains, diagnostics: wrongLines };
}
