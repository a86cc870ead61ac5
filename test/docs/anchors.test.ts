import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { anchorWords } from "../../src/audit/anchor.ts";
import { parseWitness } from "../../src/audit/cosignature.ts";
import { readAnchor } from "../../src/desired/anchor-file.ts";
import { directoryTree } from "../../src/document/tree.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { codesOf, type Fence, fencesOf, readPage, tableRowsOf } from "./markdown.ts";

let page: string;
let fences: readonly Fence[];
const textOf = (path: string) => fences.find((fence) => fence.path === path)?.text ?? expect.fail(`no ${path}`);

beforeAll(async () => {
  page = await readPage("docs/anchors.md");
  fences = fencesOf(page);
});

test("the anchor of the page is one that is read", async () => {
  const disk = new FakeDisk();
  await disk.write("/root/audit/anchor.json", Buffer.from(textOf("audit/anchor.json")));
  const { anchor, diagnostics } = await readAnchor(directoryTree(disk, "/root"), "audit/anchor.json");
  expect(diagnostics).toEqual([]);
  expect(anchor).toMatchObject({ size: 128 });
});

test("the witness of the page is one that is known", () => {
  const text = fences.find(({ text: each }) => each.includes("witnesses:"))?.text ?? "";
  expect(parse(text).audit.witnesses.map(parseWitness)).toMatchObject([{ name: "security.example/w1" }]);
});

test("every verdict is explained, and no other", () => {
  const section = page.slice(page.indexOf("| verdict |"), page.indexOf("\n## On main"));
  const explained = tableRowsOf(section).flatMap(([first = ""]) => codesOf(first));
  expect(explained.toSorted()).toEqual([...Object.keys(anchorWords), "extended", "not-reached"].sort());
});

test("the workflows give no permission but to their job, pin every action, and fill nothing into a script", () => {
  for (const name of ["anchor", "witness"]) {
    const { permissions, jobs } = parse(textOf(`.github/workflows/${name}.yaml`));
    expect(permissions).toEqual({});
    const { steps, environment } = jobs[name];
    expect(environment).toEqual(expect.any(String));
    const scripts: readonly string[] = steps.flatMap(({ run = "" }) => run);
    expect(scripts.join("\n")).not.toContain("${{");
    const actions: readonly string[] = steps.flatMap(({ uses = [] }) => uses);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  }
});
