import { expect, test } from "vitest";
import { applicationFindings } from "../../src/plan/application-findings.ts";
import { anApplication, anOrganization } from "../support/people.ts";

const organization = anOrganization({ applications: [anApplication({ name: "chat" })] });

test("an application that the last run read and the files name no more is told", () => {
  expect(applicationFindings(organization, ["chat", "wiki"])).toMatchObject([
    { kind: "application-gone", application: "wiki" },
  ]);
});

test("nothing is told of those that are still named, of new ones, and before the first run", () => {
  expect(applicationFindings(organization, ["chat"])).toEqual([]);
  expect(applicationFindings(organization, [])).toEqual([]);
});
