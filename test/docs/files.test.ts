import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readHolds } from "../../src/desired/holds-file.ts";
import { loadOrganization } from "../../src/desired/load.ts";
import { readRoster } from "../../src/desired/roster-file.ts";
import { readRosterTable } from "../../src/desired/roster-table.ts";
import { fileSchemas } from "../../src/desired/schema.ts";
import { directoryTree } from "../../src/document/tree.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { codesOf, type Fence, fencesOf, readPage, repository, tableRowsOf } from "./markdown.ts";

const at = "2026-11-23T09:00:00Z";
let page: string;
let examples: readonly Fence[];

beforeAll(async () => {
  page = await readPage("docs/files.md");
  examples = fencesOf(page);
});

/** The one example that switches an editor on names no path of its own. */
function pathOf(example: Fence): string {
  const name = /^name: (\S+)$/m.exec(example.text)?.[1];
  const path = example.path ?? (example.text.startsWith("# yaml-language-server:") ? `roles/${name}.yaml` : null);
  if (path === null) throw new Error(`an example names no file: ${example.text.slice(0, 60)}`);
  return path;
}

describe("the examples", () => {
  test("load together as one organisation without a single remark", async () => {
    const disk = new FakeDisk();
    const write = (path: string, text: string) => disk.write(`/root/${path}`, new TextEncoder().encode(text));
    for (const example of examples) {
      if (pathOf(example) !== "people/roster.yaml") await write(pathOf(example), example.text);
    }
    await write("policies/allowed_signers", "# the page names this file and shows it elsewhere\n");
    const { organization, diagnostics } = await loadOrganization(directoryTree(disk, "/root"), at);
    expect(diagnostics).toEqual([]);
    expect(organization?.people).toHaveLength(6);
    expect(organization?.assignments).toHaveLength(2);
    expect(organization?.roles.map(({ name }) => name)).toContain("auditor");
    expect(organization?.pools.map(({ name }) => name)).toEqual(["ide", "suite-editor", "suite-viewer"]);
    expect(organization?.notices.map(({ person }) => person)).toEqual(["c1", "e2"]);
    expect([...(organization?.signIns[0]?.people.keys() ?? [])].sort()).toEqual(["c1", "e1", "e2"]);
    expect(organization?.joiners?.signUps.map(({ person }) => person)).toEqual(["e2", "e3"]);
    expect(organization?.joiners?.decisions).toMatchObject([{ person: "e3", until: "2027-01-01T00:00:00Z" }]);
    expect(organization?.thresholds).toMatchObject({ privileged: { owner_approval: 40 } });
    expect(await readHolds(directoryTree(disk, "/root"))).toMatchObject({
      holds: [{ person: "e3" }, {}],
      diagnostics: [],
    });
  });

  test("of a roster in YAML is a roster", async () => {
    const text = examples.find(({ path }) => path === "people/roster.yaml")?.text ?? "";
    const bytes = new TextEncoder().encode(text);
    const { table, diagnostics } = await readRosterTable(bytes, { source: "yaml", path: "people/roster.yaml" });
    expect(diagnostics).toEqual([]);
    if (table === null) throw new Error("there is no table");
    const read = readRoster(table);
    expect(read.diagnostics).toEqual([]);
    expect(read.roster.people[0]?.attributes).toEqual({ costCenter: "0100" });
  });

  test("of every kind of file are there, and the editor's line names a schema of this repository", async () => {
    const kinds = new Set(examples.map((example) => pathOf(example).split("/")[0]));
    expect(kinds).toEqual(new Set(["rollcall.yaml", "people", "roles", "pools", "assignments", "policies", "audit"]));
    const schemas = codesOf(page).filter((code) => /^schemas\/[\w-]+\.schema\.json$/.test(code));
    expect(schemas).toHaveLength(Object.keys(fileSchemas()).length);
    for (const schema of schemas) await access(join(repository, schema));
    expect(page).toContain("$schema=../schemas/role.schema.json");
  });
});

describe("the tables of keys", () => {
  test.each(["assignments", "config", "notices", "pool", "releases", "requests", "role"])(
    "name every key of the schema of %s, and no others",
    (kind) => {
      const schema = fileSchemas()[kind];
      const keys = new Set(keysOf(schema).map(({ path }) => path));
      const documented = documentedKeys();
      expect([...keys].filter((key) => !documented.has(key))).toEqual([]);
      const all = new Set(Object.values(fileSchemas()).flatMap((each) => keysOf(each).map(({ path }) => path)));
      expect([...documented.keys()].filter((key) => !all.has(key))).toEqual([]);
    },
  );

  test.each(["assignments", "config", "notices", "pool", "releases", "requests", "role"])(
    "call no key of %s required that is not",
    (kind) => {
      const documented = documentedKeys();
      const keys = keysOf(fileSchemas()[kind]);
      const called = keys.filter(({ path }) => documented.get(path) === "required").map(({ path }) => path);
      const always = keys.filter(({ isRequired, isConditional }) => isRequired && !isConditional);
      expect(called).toEqual(expect.arrayContaining(always.map(({ path }) => path)));
      expect(keys.filter(({ isRequired }) => isRequired).map(({ path }) => path)).toEqual(
        expect.arrayContaining(called),
      );
    },
  );

  test("name every column of the roster with a meaning", () => {
    const columns = keysOf(fileSchemas()["roster"]).map(({ path }) => path);
    const cells = tableRowsOf(page).map(([first = ""]) => first);
    expect(columns.filter((column) => !cells.some((cell) => codesOf(cell).includes(column)))).toEqual([]);
  });
});

/** Default by key, from tables with the header `key | type | default | means`. */
function documentedKeys(): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [, table = ""] of page.matchAll(/^\| key \| type \| default \| means \|\n\|[-|]+\|\n((?:\|.*\n)+)/gm)) {
    for (const [key = "", , value = ""] of tableRowsOf(table)) {
      for (const code of codesOf(key)) keys.set(code, value);
    }
  }
  return keys;
}

interface SchemaKey {
  readonly path: string;
  readonly isRequired: boolean;
  /** Something around it may be left out, or is a choice among several. */
  readonly isConditional: boolean;
}

/** Paths of keys: mappings are told by their parts, and parts of the elements of a list by `[]`. */
function keysOf(schema: unknown): readonly SchemaKey[] {
  const list = member(schema, "items");
  if (list !== null) return keysOf(list);
  return Object.entries(member(schema, "properties") ?? {}).flatMap(([name, value]) => {
    const isRequired = Object.values(member(schema, "required") ?? {}).includes(name);
    return partsOf(name, value).map((key) =>
      key.path === name ? { ...key, isRequired } : { ...key, isConditional: key.isConditional || !isRequired },
    );
  });
}

function partsOf(name: string, value: unknown): readonly SchemaKey[] {
  const own = { path: name, isRequired: true, isConditional: false };
  const inside = (prefix: string, schema: unknown) =>
    keysOf(schema).map((key) => ({ ...key, path: `${prefix}.${key.path}` }));
  if (name === "applications") return [own, ...inside(`${name}.NAME`, member(value, "additionalProperties"))];
  const elements = member(value, "items");
  if (elements !== null) return [own, ...inside(`${name}[]`, elements)];
  const choices = Object.values(member(value, "anyOf") ?? {}).flatMap((choice) => inside(name, choice));
  const parts = inside(name, value);
  return parts.length > 0 ? parts : [own, ...choices.map((key) => ({ ...key, isConditional: true }))];
}

function member(value: unknown, name: string): object | null {
  if (typeof value !== "object" || value === null) return null;
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === "object" && found !== null ? found : null;
}

describe("the table of diagnostics", () => {
  let sources: string;
  beforeAll(async () => {
    const paths = [
      "src/run/make-plan.ts",
      "src/run/check-roster.ts",
      ...(await modulesOf("src/desired")),
      ...(await modulesOf("src/document")),
    ];
    sources = (await Promise.all(paths.map((path) => readFile(join(repository, path), "utf8")))).join("\n");
  });

  const documented = () => {
    const rows = tableRowsOf(page.slice(page.indexOf("<!-- diagnostics -->"))).slice(1);
    return new Map(rows.map(([code = "", kind = ""]) => [codesOf(code)[0] ?? "", kind]));
  };

  test("has every code that the source can give, and no other", () => {
    const literal = [...sources.matchAll(/\bcode: "([a-z0-9-]+)"/g)].map(([, code = ""]) => code);
    const thrown = [...sources.matchAll(/new JsonFault\(\s*[^,]+,\s*"([a-z0-9-]+)"/g)].map(([, code = ""]) => code);
    const composed = [...sources.matchAll(/\bcode: `([^`]+)`/g)].map(([, code = ""]) => code);
    expect(composed).toEqual([`unknown-$\{kind}`]);
    const codes = new Set([...literal, ...thrown, "unknown-pool", "unknown-application"]);
    expect([...documented().keys()]).toEqual([...codes].sort());
  });

  test("calls warnings what is said as a doubt", () => {
    const doubts = [...sources.matchAll(/\bdoubtful\(\{\s*code: "([a-z0-9-]+)"/g)].map(([, code = ""]) => code);
    const warnings = [...documented()].filter(([, kind]) => kind === "warning").map(([code]) => code);
    expect(warnings).toEqual([...new Set(doubts)].sort());
  });
});

async function modulesOf(directory: string): Promise<readonly string[]> {
  const names = await readdir(join(repository, directory), { recursive: true });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(directory, name));
}

test("every guard is listed, and no other", async () => {
  const rooms = ["guard", "moved-guards", "roster-guard", "size-guard"].map((name) =>
    join(repository, `src/plan/${name}.ts`),
  );
  const source = (await Promise.all(rooms.map((path) => readFile(path, "utf8")))).join("\n");
  const guards = [...source.matchAll(/\b(?:guard|removals|creations|privilege): "([a-z]+\.[a-z-]+)"/g)].map(
    ([, guard = ""]) => guard,
  );
  const [, section = ""] = page.split("\n## Guards\n");
  const listed = tableRowsOf(section.split("\n## ")[0] ?? "").map(([first = ""]) => codesOf(first)[0]);
  expect(new Set(listed.slice(1))).toEqual(new Set(guards));
});
