import { doubtful } from "../document/diagnose.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { WrittenFiles } from "./written.ts";

/**
 * With fewer rows than `minPeople` the roster is what is wrong, not the lines that name people: these become one warning,
 * and the guard of the plan stops everything.
 */
export function blameTheRoster(files: WrittenFiles, found: readonly Diagnostic[]): readonly Diagnostic[] {
  const { settings, roster } = files;
  if (settings === null || roster === null) return found;
  const { minPeople } = settings.rosterGuard;
  if (roster.people.length >= minPeople) return found;
  const rest = found.filter(({ code }) => code !== "unknown-person");
  const warning = doubtful({
    code: "roster-too-small",
    at: { file: settings.roster.path, line: 1, column: 1 },
    message: `the roster has ${roster.people.length} people, and people.guard.minPeople is ${minPeople}: was it cut short?`,
    hint: `nothing is applied from it; ${found.length - rest.length} references to people were not checked`,
  });
  return [warning, ...rest];
}
