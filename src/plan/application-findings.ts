import type { Finding } from "../model/finding.ts";
import type { Organization } from "../model/organization.ts";

/** Applications that the last run read and the files name no more. */
export function applicationFindings(
  { applications }: Pick<Organization, "applications">,
  before: readonly string[],
): readonly Finding[] {
  const named = new Set(applications.map(({ name }) => name));
  const gone = before.filter((name) => !named.has(name));
  const message =
    "the last run read it, and rollcall.yaml names it no more: people who leave keep their accounts there. Name it again, or close them there by hand";
  return gone.map((name) => ({ kind: "application-gone", application: name, subject: name, message }));
}
