import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Names of the rules that a module with this text at this place breaks; all cases are linted in one go, in a copy. */
function lintAll(
  cases: readonly { readonly path: string; readonly text: string }[],
): ReadonlyMap<string, readonly string[]> {
  const copy = mkdtempSync(join(tmpdir(), "rollcall-lint-"));
  try {
    for (const part of ["biome.json", ".gitignore", "test/support"])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    for (const { path, text } of cases) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    const biome = join(root, "node_modules", ".bin", "biome");
    const { stdout } = spawnSync(biome, ["lint", "--max-diagnostics=none", "--reporter=json", "src"], {
      cwd: copy,
      encoding: "utf8",
    });
    const report: Report = JSON.parse(stdout);
    const broken = new Map<string, string[]>();
    for (const { category, message, location } of report.diagnostics) {
      const path = typeof location.path === "string" ? location.path : location.path.file;
      broken.set(path, [...(broken.get(path) ?? []), `${category} ${JSON.stringify(message)}`]);
    }
    return broken;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly message: unknown;
    readonly location: { readonly path: string | { readonly file: string } };
  }[];
}

const use = (specifier: string) => `import { x } from "${specifier}";\nexport const y = x;\n`;

describe("the linter holds the table of rooms", () => {
  const wrong: readonly (readonly [room: string, specifier: string])[] = [
    ["model", "../ports/clock.ts"],
    ["ports", "../document/yaml.ts"],
    ["plan", "../ports/clock.ts"],
    ["plan", "../document/digest.ts"],
    ["plan", "node:crypto"],
    ["plan", "node:fs/promises"],
    ["report", "../plan/diff.ts"],
    ["report", "node:util"],
    ["document", "../desired/load.ts"],
    ["policy", "../document/canonical.ts"],
    ["policy", "node:fs"],
    ["connectors", "../apply/pace.ts"],
    ["connectors", "../sandbox/server.ts"],
    ["desired", "../connectors/registry.ts"],
    ["audit", "../apply/journal.ts"],
    ["audit", "node:child_process"],
    ["forge", "../run/make-plan.ts"],
    ["apply", "../audit/append.ts"],
    ["run", "../sandbox/server.ts"],
    ["run", "../cli/console.ts"],
    ["run", "node:fs"],
    ["cli", "../plan/diff.ts"],
    ["cli", "../connectors/registry.ts"],
    ["sandbox", "../model/person.ts"],
    ["sandbox", "../connectors/scim/filter.ts"],
  ];

  const right: readonly (readonly [room: string, specifier: string])[] = [
    ["plan", "../model/person.ts"],
    ["run", "../plan/diff.ts"],
    ["cli", "../sandbox/server.ts"],
    ["ports", "node:fs/promises"],
    ["audit", "node:crypto"],
  ];

  const unsaid: readonly (readonly [room: string, text: string, rule: string])[] = [
    ["plan", "export const now = (): number => Date.now();\n", "Time and randomness are arguments"],
    ["apply", "export const wait = () => setTimeout(() => {}, 1);\n", "noRestrictedGlobals"],
    ["run", "export const home = process.env;\n", "noRestrictedGlobals"],
    ["plan", "export const x = (y: unknown) => y as string;\n", "No type assertions"],
    ["plan", "export const x = (y: any) => y;\n", "noExplicitAny"],
    ["run", "export const say = () => console.log(1);\n", "noConsole"],
  ];

  const wrongPath = (index: number) => `src/${wrong[index]?.[0]}/wrong-${index}.ts`;
  const rightPath = (index: number) => `src/${right[index]?.[0]}/right-${index}.ts`;
  const unsaidPath = (index: number) => `src/${unsaid[index]?.[0]}/unsaid-${index}.ts`;
  let broken: ReadonlyMap<string, readonly string[]> = new Map();
  beforeAll(() => {
    broken = lintAll([
      ...wrong.map(([, specifier], index) => ({ path: wrongPath(index), text: use(specifier) })),
      ...right.map(([, specifier], index) => ({ path: rightPath(index), text: use(specifier) })),
      ...unsaid.map(([, text], index) => ({ path: unsaidPath(index), text })),
    ]);
  });

  test.each(wrong.map((row, index) => [...row, index] as const))("%s may not import %s", (_room, _specifier, index) => {
    expect(broken.get(wrongPath(index))?.join(" ")).toContain("noRestrictedImports");
  });

  test.each(right.map((row, index) => [...row, index] as const))("%s may import %s", (_room, _specifier, index) => {
    expect(broken.get(rightPath(index))?.join(" ") ?? "").not.toContain("noRestrictedImports");
  });

  test.each(unsaid.map((row, index) => [...row, index] as const))("%s may not say %s", (_room, _text, rule, index) => {
    expect(broken.get(unsaidPath(index))?.join(" ")).toContain(rule);
  });
});

describe("every module", () => {
  const modules = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !/^cli\/main\.ts$/.test(path),
  );

  test("loads by itself without doing anything", async () => {
    const before = process.listenerCount("SIGINT");
    for (const path of modules) await import(join(root, "src", path));
    expect(process.listenerCount("SIGINT")).toBe(before);
    expect(modules.length).toBeGreaterThan(150);
  });

  test("stays under 300 lines", () => {
    const lines = (path: string) => readFileSync(join(root, "src", path), "utf8").split("\n").length;
    expect(modules.filter((path) => lines(path) > 300)).toEqual([]);
  });
});
