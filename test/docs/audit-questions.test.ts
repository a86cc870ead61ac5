import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Flags } from "../../src/cli/command.ts";
import { audit } from "../../src/cli/commands/audit.ts";
import { openWorld } from "../../src/cli/world.ts";
import { file, scratch } from "../audit/a-ledger.ts";
import { writeAuditedLedger } from "./audited-ledger.ts";
import { type Fence, fencesOf, readPage } from "./markdown.ts";
import { runAlone } from "./shell.ts";

const page = await readPage("docs/audit-questions.md");
const fences = fencesOf(page);
const examples = fences.flatMap((fence, index) =>
  fence.text.startsWith("rollcall audit report ") ? [[fence.text.trim(), fences[index + 1]] as const] : [],
);
const place = scratch();
const textOf = (path: string) => fences.find((fence) => fence.path === path)?.text ?? expect.fail(`no ${path}`);

beforeAll(async () => {
  await writeAuditedLedger(place.path);
  file(place.sub("chat-log.csv"), textOf("chat-log.csv"));
});
afterAll(() => place.remove());

/** Runs a line of the page in this process; files that it names are those beside the ledger. */
async function run(line: string) {
  const [, , ...rest] = line.split(" ");
  const at = rest.findIndex((word) => word.startsWith("--"));
  const words = at < 0 ? rest : rest.slice(0, at);
  const flags: Record<string, string> = {};
  for (let index = words.length; index < rest.length; index += 2)
    flags[(rest[index] ?? "").slice(2)] = rest[index + 1] ?? "";
  for (const name of ["out", "log"]) if (flags[name] !== undefined) flags[name] = place.sub(flags[name]);
  return call(words, { at: "2026-12-01T09:00:00Z", ...flags });
}

async function call(words: readonly string[], flags: Flags) {
  let printed = "";
  const { signal } = new AbortController();
  const say = (text: string) => {
    printed += text;
  };
  const console = {
    color: false,
    width: 400,
    format: "text",
    print: say,
    complain: say,
    note() {},
    emit() {},
    close() {},
  } as const;
  const world = () => openWorld({ flags: { root: place.path }, emit: () => {}, signal });
  const code = await audit.run({ flags, words, console, signal, world });
  return { code, printed };
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

describe("the page of questions", () => {
  test("has an example of every question", () => {
    const asked = examples.map(([line]) => line.split(" ")[3]).toSorted();
    const questions = [...page.matchAll(/^\| \[`(\w+)/gm)].map(([, name]) => name);
    expect(asked).toEqual([...questions, "month"].sort());
  });

  test.each(examples)("prints for %s what it shows", async (line, shown: Fence | undefined) => {
    const { code, printed } = await run(line);
    expect(code).toBe(0);
    expect(shown?.language).toBe("text");
    for (const each of shown?.text.trim().split("\n") ?? []) expect(oneLine(printed)).toContain(oneLine(each));
  });

  test("draws the sample with stock tools that Rollcall draws", async () => {
    const directory = place.sub("november");
    const { output } = await runAlone(textOf("draw.sh"), {
      directory,
      environment: { PATH: process.env["PATH"] ?? "" },
    });
    const drawn = output
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[1]);
    const { printed } = await run(
      "rollcall audit report sample --from 2026-11-01 --to 2026-11-30 --size 3 --seed 2026-11",
    );
    for (const id of drawn) expect(oneLine(printed)).toContain(` ${id} 2026-`);
    expect(drawn).toHaveLength(3);
  });

  test("has digests that sha256sum checks", async () => {
    const where = { directory: place.sub("november"), environment: { PATH: process.env["PATH"] ?? "" } };
    expect(await runAlone("sha256sum --check --quiet SHA256SUMS", where)).toEqual({ code: 0, output: "" });
    expect(readFileSync(place.sub("november/population.csv"), "utf8").split("\r\n")).toHaveLength(9);
  });
});

test("the workflow may only read, has no secret, pins every action, and fills nothing into a script", () => {
  const text = textOf(".github/workflows/audit-report.yaml");
  const { permissions, jobs } = parse(text);
  expect(permissions).toEqual({});
  expect(jobs.report.permissions).toEqual({ contents: "read" });
  expect(text).not.toContain("secrets.");
  const { steps } = jobs.report;
  const scripts: readonly string[] = steps.flatMap(({ run: script = "" }) => script);
  expect(scripts.join("\n")).not.toContain("${{");
  const actions: readonly string[] = steps.flatMap(({ uses = [] }) => uses);
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
});
