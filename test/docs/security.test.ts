import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fencesOf, readPage, repository } from "./markdown.ts";

const page = await readPage("docs/security.md");
const table = page.slice(page.indexOf("\n## The table"), page.indexOf("\n## The repository"));
const rows = [...table.matchAll(/^\| (.+) \| (.+) \| `(test\/[^`]+)`: (.+) \|$/gm)].map(
  ([, attack = "", outcome = "", file = "", sentence = ""]) => ({ attack, outcome, file, sentence }),
);

describe("the table of attacks", () => {
  test("has a row for each line, and each attack once", () => {
    expect(rows.length).toBe(table.match(/^\| [A-Z]/gm)?.length);
    expect(rows.length).toBeGreaterThan(15);
    expect(new Set(rows.map(({ attack }) => attack)).size).toBe(rows.length);
  });

  test.each(rows)("$attack: there is a test of this name", ({ file, sentence }) => {
    const text = readFileSync(`${repository}${file}`, "utf8");
    expect(text.includes(`"${sentence}"`)).toBe(true);
  });
});

describe("the page about pipelines", () => {
  test("has a pipeline for GitLab whose jobs with secrets run on main alone, and whose applies run one at a time", async () => {
    const text = fencesOf(await readPage("docs/ci.md")).find(({ path }) => path === ".gitlab-ci.yml")?.text ?? "";
    const pipeline: Readonly<Record<string, { rules: { if: string }[]; script: string[]; resource_group?: string }>> =
      parse(text);
    expect(Object.keys(pipeline)).toEqual(["default", "check", "plan", "apply"]);
    for (const name of ["plan", "apply"])
      expect(pipeline[name]?.rules.every((rule) => rule.if.includes('$CI_COMMIT_BRANCH == "main"'))).toBe(true);
    expect(pipeline["apply"]?.resource_group).toBe("rollcall-apply");
    expect(pipeline["check"]?.script.join()).not.toContain("plan");
  });

  test("names every file of the pipelines of this repository", async () => {
    const text = await readPage("docs/ci.md");
    for (const name of ["plan", "plan-trusted", "review", "apply", "drift", "audit", "report"])
      expect(text).toContain(`\`rollcall-${name}.yml\``);
  });
});
