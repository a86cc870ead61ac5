/** What somebody asked for in the form of an issue; every value is text of theirs, bounded and on one line. */
interface AccessRequest {
  readonly person: string;
  readonly role: string;
  readonly from: string | null;
  readonly until: string | null;
  readonly kind: "standard" | "temporary" | "emergency";
  readonly reason: string;
}

/** A form that was read, or why it is none. */
export type FormResult<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "refused"; readonly why: string };

/** An issue as GitHub's event tells of it. */
export interface RequestIssue {
  readonly number: number;
  /** Login of who opened it. */
  readonly author: string;
  /** Login of who added a label to it; null where the event is of something else. */
  readonly accepted: string | null;
  readonly request: AccessRequest;
}

/** Headings of `.github/ISSUE_TEMPLATE/access-request.yml`, in order. */
export const formHeadings = ["Person", "Role", "Kind", "From", "Until", "Reason"] as const;

type Heading = (typeof formHeadings)[number];

/** More than the form can hold. */
const longestBody = 16_384;

/** What GitHub puts for a field that was left empty. */
const noAnswer = "_No response_";

/**
 * Reads the body that GitHub makes of the form: exactly its headings in exactly their order, one line below each. Whatever else stands
 * there makes it no form. Never throws.
 */
export function parseAccessRequest(body: string): FormResult<AccessRequest> {
  if (body.length > longestBody) return refused("the text is longer than the form allows");
  const fields = fieldsOf(body);
  if (typeof fields === "string") return refused(fields);
  const answer = (heading: Heading) => fields.get(heading) ?? null;
  const [person, role, reason] = [answer("Person"), answer("Role"), answer("Reason")];
  if (person === null || role === null || reason === null) return refused("Person, Role and Reason are needed");
  const kind = kinds.find((each) => each === (answer("Kind") ?? "standard"));
  if (kind === undefined) return refused("Kind is standard, temporary or emergency");
  return { kind: "read", value: { person, role, kind, from: answer("From"), until: answer("Until"), reason } };
}

/** Reads GitHub's event of an issue (the file at `GITHUB_EVENT_PATH`), parsed from JSON. Never throws. */
export function readRequestIssue(event: unknown): FormResult<RequestIssue> {
  const issue = memberOf(event, "issue");
  const number = memberOf(issue, "number");
  const body = memberOf(issue, "body");
  const author = memberOf(memberOf(issue, "user"), "login");
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 1)
    return refused("the event is of no issue");
  if (typeof author !== "string" || !/^[A-Za-z0-9-]{1,39}(\[bot\])?$/.test(author))
    return refused("the issue has no author");
  const request = parseAccessRequest(typeof body === "string" ? body : "");
  if (request.kind === "refused") return request;
  const sender = memberOf(memberOf(event, "sender"), "login");
  const accepted = memberOf(event, "action") === "labeled" && typeof sender === "string" ? sender : null;
  return { kind: "read", value: { number, author, accepted, request: request.value } };
}

const kinds = ["standard", "temporary", "emergency"] as const;

/** Values by heading, those that were given; a text says what is wrong. */
function fieldsOf(body: string): ReadonlyMap<Heading, string> | string {
  const lines = body
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const fields = new Map<Heading, string>();
  let at = 0;
  for (const heading of formHeadings) {
    if (lines[at] !== `### ${heading}`) return `the heading ${heading} is not where the form has it`;
    const value = lines[at + 1];
    if (value === undefined || value.startsWith("### ")) return `${heading} has no value of one line`;
    if (value !== noAnswer) fields.set(heading, value);
    at += 2;
  }
  return at === lines.length ? fields : "something stands behind the form";
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function refused(why: string): { readonly kind: "refused"; readonly why: string } {
  return { kind: "refused", why };
}
