import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { audit } from "../../src/cli/commands/audit.ts";
import { exitCode } from "../../src/cli/exit-code.ts";
import { verbs } from "../../src/cli/verbs.ts";
import { codesOf, proseOf, readPage, repository, tableRowsOf } from "./markdown.ts";

interface Page {
  readonly path: string;
  readonly text: string;
}

let pages: readonly Page[];
let modules: readonly string[];

beforeAll(async () => {
  const names = (await readdir(join(repository, "docs"))).filter((name) => name.endsWith(".md"));
  const paths = ["README.md", ...names.map((name) => `docs/${name}`)];
  pages = await Promise.all(paths.map(async (path) => ({ path, text: await readPage(path) })));
  const found = ["src", "test"].map(async (directory) => {
    const files = await readdir(join(repository, directory), { recursive: true });
    return files.filter((file) => !file.includes("node_modules")).map((file) => `${directory}/${file}`);
  });
  modules = (await Promise.all(found)).flat();
});

/** Their examples are files of another organisation, or come into being as the page is followed. */
const otherFiles: ReadonlySet<string> = new Set(
  ["approvals", "files", "getting-started", "guards", "joiners", "pools"].map((name) => `docs/${name}.md`),
);

describe("links and paths", () => {
  test("lead to files, and to headings that these files have", () => {
    const broken = pages.flatMap(({ path, text }) =>
      [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !isThere(path, target))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test("name what exists, when they begin at the root", () => {
    const roots = /(?<![\w./~-])((?:src|docs|test|schemas|policies|roles|people|pools|assignments)\/[\w./-]*)/g;
    const broken = pages
      .filter(({ path }) => !otherFiles.has(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(roots)]
          .map(([, target = ""]) => target.replace(/[.:-]+$/, ""))
          .filter((target) => !isPlaceholder(path, target) && !existsSync(join(repository, target)))
          .map((target) => `${path}: ${target}`),
      );
    expect(broken).toEqual([]);
  });

  test("in the tour and beside it name modules that are there, however short", () => {
    const broken = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/(?<![\w.*-])([\w-]+(?:\/[\w-]+)*\.(?:test\.)?ts)\b/g)]
        .map(([, name = ""]) => name)
        .filter((name) => !modules.some((module) => module === name || module.endsWith(`/${name}`)))
        .map((name) => `${path}: ${name}`),
    );
    expect(broken).toEqual([]);
  });

  function isThere(from: string, target: string): boolean {
    const [file = "", anchor] = target.split("#");
    const path = file === "" ? from : normalize(join(dirname(from), file));
    if (!existsSync(join(repository, path))) return false;
    if (anchor === undefined) return true;
    return anchorsOf(pages.find((page) => page.path === path)?.text ?? "").includes(anchor);
  }

  /** Names of an example that a page invents, and patterns: `src/connectors/KIND/`. */
  function isPlaceholder(page: string, target: string): boolean {
    const invented = /^docs\/polic/.test(page) ? /^policies\/sales/ : /^policies\/(allowed_signers)?$/;
    return /\b[A-Z]{3,}\b/.test(target) || invented.test(target);
  }

  /** As the forge makes them: lower case, without marks, hyphens for spaces. */
  function anchorsOf(text: string): readonly string[] {
    return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  }
});

describe("what is said of the command line", () => {
  const shared = ["root", "ref", "at", "format", "quiet", "no-color", "help", "version"];

  test("names every verb, every flag of it, and every exit code", async () => {
    const text = pages.find(({ path }) => path === "docs/commands.md")?.text ?? "";
    const rows = tableRowsOf(text).map(([first = ""]) => codesOf(first).map((code) => code.split(" ")[0]));
    const told = new Set(rows.flat());
    expect(Object.keys(verbs).filter((verb) => !told.has(verb))).toEqual([]);
    const commands = await Promise.all(Object.values(verbs).map((load) => load()));
    const flags = [...shared.slice(0, 6), ...commands.flatMap((command) => Object.keys(command.flags))];
    expect(flags.filter((flag) => !told.has(`--${flag}`))).toEqual([]);
    const codes = tableRowsOf(text.slice(text.indexOf("## Exit codes"))).map(([first = ""]) => first);
    expect(codes.filter((code) => /^\d$/.test(code)).map(Number)).toEqual(Object.values(exitCode));
  });

  test("on any page uses verbs, words and flags that are there", async () => {
    const broken: string[] = [];
    for (const { path, text } of pages) {
      for (const [call, verb = "", rest = ""] of text.matchAll(/(?:^|[`\s(])rollcall ([a-z]+)((?: [^`\n#|;&)]+)?)/g)) {
        if (!isCall(text, call)) continue;
        const load = verbs[verb];
        const flags = load === undefined ? [] : [...shared, ...Object.keys((await load()).flags)];
        const unknown = [...rest.matchAll(/--([a-z-]+)/g)].filter(([, flag = ""]) => !flags.includes(flag));
        if (load === undefined || unknown.length > 0 || !isWord(verb, rest)) broken.push(`${path}: ${call.trim()}`);
      }
    }
    expect(broken).toEqual([]);
  });

  /** Calls stand in code: after a back-tick, or at the start of a line of a block. */
  function isCall(text: string, call: string): boolean {
    return call.startsWith("`") || (call.startsWith("\n") && !proseOf(text).includes(call));
  }

  function isWord(verb: string, rest: string): boolean {
    const [word = ""] = rest.trim().split(/[\s,`]+/);
    if (verb === "policy") return ["test", "coverage", "explain", "replay"].includes(word);
    return verb !== "audit" || new RegExp(`^  ${word}\\b`, "m").test(audit.usage);
  }
});
