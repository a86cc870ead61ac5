import { wrong } from "../document/diagnose.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { JoinerRules, JoinerSettings } from "../model/joiner.ts";
import type { Settings } from "./config-file.ts";
import { disposableDomainsPath, readDisposableDomains } from "./disposable-domains.ts";
import type { Files } from "./files.ts";
import type { Roster } from "./roster-file.ts";
import { readSignUps } from "./sign-up-file.ts";

/** Sign-ups and domains, or null where nobody looks at who joins or a file is wrong. */
export interface JoinerEvidence {
  readonly value: Pick<JoinerSettings, "signUps" | "disposableDomains"> | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads what `people.signals` names, and what it is held against. A file that is missing would be a signal that nobody hears: an error. */
export async function readJoinerEvidence(
  files: Files,
  { settings, roster, at }: { settings: Settings | null; roster: Roster | null; at: Instant },
): Promise<JoinerEvidence> {
  if (settings === null || settings.signals === null) return { value: null, diagnostics: [] };
  const [signUps, domains] = await Promise.all([
    files.read(settings.signals, {
      message: "there are no sign-ups here",
      hint: "rollcall.yaml names them under people.signals; a missing file is never read as: nobody is suspicious",
    }),
    files.read(disposableDomainsPath, {
      message: "there is no list of domains that give e-mail to throw away",
      hint: "copy the one that comes with Rollcall, or write an empty file to do without",
    }),
  ]);
  if (signUps === null || domains === null || roster === null) return { value: null, diagnostics: [] };
  const read = readSignUps(signUps, { people: roster.people, at });
  const list = readDisposableDomains(domains);
  const value =
    read.value === null || list.value === null ? null : { signUps: read.value, disposableDomains: list.value };
  return { value, diagnostics: [...read.diagnostics, ...list.diagnostics] };
}

/** Without thresholds every sign-up would pass. */
export function thresholdsAreThere(settings: Settings | null, rules: JoinerRules | null): readonly Diagnostic[] {
  if (settings === null || settings.signals === null || rules !== null) return [];
  const at = settings.document.at(["people", "signals"]);
  const message = "policies/thresholds.yaml has no joiners, so that nobody can tell which sign-ups may pass";
  return [wrong({ code: "missing-thresholds", at, message, hint: "docs/joiners.md has them to copy" })];
}
