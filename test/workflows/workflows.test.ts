import { readdirSync, readFileSync } from "node:fs";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, test } from "vitest";
import { mutationsOf } from "./mutations.ts";
import { brokenRules, stepRules } from "./rules.ts";
import { actionSteps, readWorkflow, workflowFiles } from "./workflow.ts";

const files = workflowFiles();
const errorsOf = (file: { readonly name: string; readonly text: string }) => {
  const { context } = parseWorkflow({ name: file.name, content: file.text }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
};

describe("the workflows of this repository", () => {
  test("are those that pipelines need", () => {
    const names = [
      "access-request",
      "ci",
      ...["apply", "audit", "drift", "plan-trusted", "plan", "report", "review"].map((name) => `rollcall-${name}`),
    ];
    expect(files.map(({ name }) => name).sort()).toEqual(names.map((name) => `${name}.yml`).sort());
  });

  test.each(files)("$name is one that GitHub understands", (file) => {
    expect(errorsOf(file)).toEqual([]);
  });

  test.each(files)("$name breaks no rule", ({ name, text }) => {
    expect(brokenRules(name, readWorkflow(text))).toEqual([]);
  });

  test("have an action that breaks none either", () => {
    expect(stepRules(actionSteps())).toEqual([]);
  });

  test("GitHub's parser finds a key that does not exist", () => {
    const text = "on: push\npermissions: {}\njobs: { a: { runs-on: x, timeout: 3, steps: [{ run: a }] } }\n";
    expect(errorsOf({ name: "wrong.yml", text })).not.toEqual([]);
  });

  test("give every variable that rollcall.yaml reads, and only a plan's job goes without the signing key of the ledger", () => {
    const config = readFileSync(new URL("../../rollcall.yaml", import.meta.url), "utf8");
    const read = [...config.matchAll(/^[^#\n]*\$\{env:(\w+)\}/gm)].map(([, name]) => name).sort();
    const given = (name: string) => {
      const job = Object.values(readWorkflow(files.find((file) => file.name === name)?.text ?? "").jobs)[0];
      const steps = job?.steps?.filter(({ env }) => JSON.stringify(env ?? {}).includes("secrets.")) ?? [];
      expect(steps).toHaveLength(1);
      return Object.keys(steps[0]?.env ?? {})
        .filter((key) => /_(URL|TOKEN|KEY)$/.test(key) && key !== "GITHUB_TOKEN")
        .sort();
    };
    expect(given("rollcall-apply.yml")).toEqual(read);
    expect(given("rollcall-plan-trusted.yml")).toEqual(read);
    expect(given("rollcall-drift.yml")).toEqual(read.filter((name) => name !== "ROLLCALL_SIGNING_KEY"));
  });

  test("run no script that is not there, and every script stops at the first error", () => {
    const folder = new URL("../../.github/rollcall/", import.meta.url);
    const scripts = readdirSync(folder);
    const used = [...files.map(({ text }) => text), JSON.stringify(actionSteps())].join("\n");
    for (const [, name] of used.matchAll(/\.github\/rollcall\/([\w-]+\.sh)/g)) expect(scripts).toContain(name);
    for (const name of scripts) {
      expect(used).toContain(`.github/rollcall/${name}`);
      expect(readFileSync(new URL(name, folder), "utf8")).toContain("\nset -eu\n");
    }
  });
});

describe.each(files)("$name, weakened by one edit", ({ name, text }) => {
  test.each(mutationsOf(text))("$what: $breaks", (mutation) => {
    expect(mutation.text).not.toBe(text);
    expect(brokenRules(name, readWorkflow(mutation.text))).toContain(mutation.breaks);
  });
});
