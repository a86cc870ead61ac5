import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { rosterSchema } from "../../src/desired/roster-table.ts";
import { fileSchemas, schemaFiles } from "../../src/run/list-schemas.ts";

const directory = fileURLToPath(new URL("../../schemas/", import.meta.url));

test("the committed schemas are those of the code (npm run schemas writes them)", async () => {
  const committed: Record<string, string> = {};
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) committed[relative(directory, path)] = await readFile(path, "utf8");
  }
  expect(committed).toEqual(schemaFiles());
});

test("every schema is valid, and every key has a description that an editor can show", () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  for (const [kind, schema] of Object.entries(fileSchemas())) {
    expect(ajv.validateSchema(schema), kind).toBe(true);
    expect(schema).toMatchObject({ $id: `https://rollcall.example/schemas/${kind}.schema.json` });
    expect(undescribed(schema, kind)).toEqual([]);
  }
});

test("the schema of rosters is valid, too", () => {
  expect(new Ajv2020({ strict: true, allowUnionTypes: true }).validateSchema(rosterSchema)).toBe(true);
});

function undescribed(schema: unknown, place: string): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const found = Object.entries(schema).flatMap(([key, part]) => undescribed(part, `${place}.${key}`));
  if (!("properties" in schema) || typeof schema.properties !== "object" || schema.properties === null) return found;
  const bare = Object.entries(schema.properties).filter(([, part]) => !("description" in part));
  return [...found, ...bare.map(([key]) => `${place}.${key}`)];
}
