import type { Change } from "../model/change.ts";
import type { Names } from "../model/names.ts";
import type { PlannedChange } from "../model/plan.ts";
import { becauseWords, type Difference, differences, differenceWords, kindWords, objectWords } from "./change-words.ts";
import { code } from "./markdown-escape.ts";
import { shortPersonWords } from "./person-words.ts";

/** How a comment speaks of people: by id, unless names are wanted, since a comment is hard to erase. */
export interface Speech {
  readonly names: Names;
  readonly showNames: boolean;
}

/** A person, by id or by name and id. */
export function personCode(speech: Speech, id: string): string {
  return code(speech.showNames ? shortPersonWords(speech.names, id) : id);
}

/** Whom a change is about; a stray account goes by its id there, as its name may be somebody's address. */
export function subjectCode(speech: Speech, change: Change): string {
  if (change.person !== null) return personCode(speech, change.person);
  if (speech.showNames || change.account === null)
    return code(speech.showNames ? change.userName : "account without id");
  return `account ${code(change.account)}`;
}

/** What a change does (in all of these applications), with what policy says of it when that is not simply yes. */
export function changeMarkup(
  speech: Speech,
  { change, decision }: PlannedChange,
  applications: readonly string[] = [change.application],
): string {
  const object = [applications.join(", "), objectWords(change)].filter(Boolean).join(" ");
  const altered = differences(change).map((each) => code(differenceText(speech, each)));
  const marks = [
    ...(change.irreversible === undefined ? [] : [`**cannot be undone**: ${code(change.irreversible)}`]),
    ...(decision.denials.length > 0 || decision.verdict === "deny" ? ["**denied**"] : []),
    ...(decision.approvals.length > 0 ? ["**needs approval**"] : []),
    ...(decision.warnings.length > 0 ? ["*warning*"] : []),
  ];
  return [kindWords[change.kind].verb, code(object), ...altered, ...marks].join(" ");
}

/** The reasons of a change. */
export function becauseCode(change: Change): string {
  return code(becauseWords(change.because));
}

/** Attributes of a job rather than of a person: their values may stand in a comment. */
const impersonal = new Set(["active", "costCenter", "department", "division", "organization", "title", "userType"]);

function differenceText(speech: Speech, difference: Difference): string {
  return speech.showNames || impersonal.has(difference.field) ? differenceWords(difference) : difference.field;
}

/** A value of an attribute, or that it is not shown here. */
export function valueCode(speech: Speech, field: string, value: string): string {
  if (value === "") return "";
  return speech.showNames || impersonal.has(field) ? code(value) : "*not shown*";
}
