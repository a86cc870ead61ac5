import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitCode } from "../../src/cli/exit-code.ts";
import { findingHeadings } from "../../src/report/finding-words.ts";
import { codesOf, fencesOf, readPage, tableRowsOf } from "./markdown.ts";
import { type Home, openHome } from "./own-applications.ts";
import { Shell, scriptOf } from "./shell.ts";

interface Section {
  readonly title: string;
  readonly text: string;
}

describe("the page, from its first line to its last", () => {
  let home: Home;
  let shell: Shell;
  let sections: readonly Section[];
  const seen = new Set<string>();
  let printed = "";
  let plans = "";

  beforeAll(async () => {
    const page = await readPage("docs/getting-started.md");
    sections = page.split(/^## /m).map((part) => {
      const [title = "", ...lines] = part.split("\n");
      return { title, text: lines.join("\n") };
    });
    home = await openHome();
    shell = new Shell(home.path, home.environment);
  });
  afterAll(async () => {
    shell.close();
    await home.close();
  });

  /** Runs and writes every block of the section, in order; it must end well. */
  const follow = async (title: string) => {
    const section = sections.find((each) => each.title === title);
    if (section === undefined) throw new Error(`the page has no section ${title}`);
    seen.add(title);
    for (const fence of fencesOf(section.text).filter(isDone)) {
      const ended = await shell.run(scriptOf(fence));
      printed += ended.output;
      if (ended.code !== null) throw new Error(`${title}: ended with ${ended.code}\n${fence.text}\n${ended.output}`);
    }
    return section;
  };
  const account = (application: string, userName: string) =>
    home.sandbox.snapshot(application).users.find((user) => user["userName"] === userName);
  const members = (application: string, group: string) => {
    const { users, groups } = home.sandbox.snapshot(application);
    const ids = groups.find(({ displayName }) => displayName === group)?.["members"];
    return users.filter(({ id }) => Array.isArray(ids) && ids.includes(id)).map(({ userName }) => userName);
  };

  test("Rollcall answers, and an empty repository is made", async () => {
    await follow("What you need");
    await follow("1. An empty repository");
    expect(printed).toMatch(/^rollcall\/\d+\.\d+\.\d+$/m);
  });

  test("the file of variables names what rollcall.yaml refers to", async () => {
    const section = sections.find(({ title }) => title === "2. The applications");
    const fences = fencesOf(section?.text ?? "");
    const listed = fences.find(({ language }) => language === "text")?.text ?? "";
    const names = [...listed.matchAll(/^export (\w+)=/gm)].map(([, name = ""]) => name);
    const config = fences.find(({ path }) => path === "rollcall.yaml")?.text ?? "";
    const referred = [...config.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = ""]) => name);
    expect([...names, "ROLLCALL_SIGNING_KEY"]).toEqual(referred);
    const lines = names.map((name) => `export ${name}=${home.access[name]}\n`);
    await writeFile(join(home.path, "acme.env"), lines.join(""));
    await follow("2. The applications");
  });

  test("roster, roles and assignments are valid, and say why", async () => {
    await follow("3. The roster");
    const { text } = await follow("4. The first roles");
    expect(text).toContain("rollcall validate");
    expect(printed).toContain("all files are well");
    expect(printed).toMatch(/[1-9]\d* passed, 0 failed/);
    expect(printed).toContain("birthright roles/sales.yaml:7");
  });

  test("the first plan only adds, and calls nothing that writes", async () => {
    printed = "";
    await follow("5. The first plan");
    expect(home.sandbox.counters().mutating).toBe(0);
    expect(printed).toMatch(/^\+ 8 created {2}\+ 8 granted$/m);
    expect(printed).toContain("Names that somebody else's account already has (5)");
    expect(printed).toContain("Accounts that Rollcall did not make, left alone (3)");
  });

  test("adopting shows what differs, still without a write", async () => {
    printed = "";
    await follow("6. Adopt what is there");
    await follow("7. Guards");
    plans += printed;
    expect(home.sandbox.counters().mutating).toBe(0);
    expect(printed).toMatch(/Fay Moore \(e6\)/);
    expect(printed).toMatch(/disable account +chat, crm/);
    expect(printed).toMatch(/Carla Roth \(e3\)[\s\S]*revoke +chat +group owners/);
  });

  test("a key is made, approvals are asked for, and the plan is applied", async () => {
    printed = "";
    await follow("8. A key for the ledger");
    await follow("9. Approve and apply");
    expect(printed).toContain("[approval-missing]");
    expect(printed).toMatch(/^28 applied$/m);
    expect(account("chat", "fay.moore@acme.example")).toMatchObject({ id: "c6", active: false });
    expect(account("chat", "ben.kaya@acme.example")).toMatchObject({ id: "c2", externalId: "e2", active: true });
    expect(members("chat", "owners")).toEqual(["ben.kaya@acme.example"]);
    expect(members("crm", "sales")).toEqual(["carla.roth@acme.example", "dan.osei@acme.example"]);
    expect(members("chat", "chess club")).toEqual(["dan.osei@acme.example", "standup-bot"]);
    expect(account("chat", "standup-bot")).not.toHaveProperty("externalId");
  });

  test("the ledger verifies, and contains the checkpoint that was kept", async () => {
    printed = "";
    await follow("10. Verify, and keep a checkpoint");
    expect(printed.match(/^Verified: 2 records/gm)).toHaveLength(2);
    const kept: unknown = JSON.parse(await readFile(join(home.path, "checkpoint.json"), "utf8"));
    expect(kept).toMatchObject({ kind: "verified", checkpoint: { sequence: 2 } });
  });

  test("the pipeline runs in a fresh clone, and finds nothing to do", async () => {
    home.sandbox.resetCounters();
    await follow("11. The pipeline");
    expect(home.sandbox.counters().mutating).toBe(0);
  });

  test("what goes wrong is told for every exit code, and no block of the page was left out", async () => {
    const { text } = await follow("12. When something goes wrong");
    const rows = tableRowsOf(text).map(([first = ""]) => Number(first));
    expect(rows.slice(1)).toEqual(Object.values(exitCode).filter((code) => code !== exitCode.done));
    await follow("13. Back up");
    const withBlocks = sections.filter((section) => fencesOf(section.text).some(isDone));
    expect(withBlocks.map(({ title }) => title).filter((title) => !seen.has(title))).toEqual([]);
  });

  test("the parts of a plan that the page explains are parts of plans", () => {
    const section = sections.find(({ title }) => title === "5. The first plan");
    const explained = tableRowsOf(section?.text ?? "").flatMap(([first = ""]) => codesOf(first));
    const findings = Object.values(findingHeadings).map(({ title }) => title);
    const isPart = (title: string) => plans.includes(`\n${title} (`) || findings.some((each) => each.startsWith(title));
    expect(explained.length).toBeGreaterThan(5);
    expect(explained.filter((title) => !isPart(title))).toEqual([]);
  });
});

/** Installing needs a network, and the variables are the reader's own: these two are not run. */
function isDone({ language }: { readonly language: string }): boolean {
  return language !== "console" && language !== "text";
}
