import { formHeadings } from "../../src/forge/access-request.ts";

/** A body as GitHub makes it of the form of requests. */
export function requestForm(answers: Readonly<Record<string, string>>, end = "\n"): string {
  const part = (heading: string) => `### ${heading}${end}${end}${answers[heading] || "_No response_"}`;
  return formHeadings.map(part).join(end + end);
}
