import { describe, expect, test } from "vitest";
import { checkOf } from "../../src/document/validate.ts";
import { parseYaml } from "../../src/document/yaml.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: { type: "string", pattern: "^[a-z]+$", description: "lower-case letters" },
    kinds: {
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
      description: "a text or several",
    },
    mode: { type: "string", enum: ["wait", "deny"] },
    seats: {
      type: "object",
      propertyNames: { type: "string", pattern: "^[a-z]+$", description: "a place" },
      additionalProperties: { type: "integer", minimum: 0, description: "a count" },
    },
  },
} as const;

async function check(text: string) {
  const parsed = parseYaml(new TextEncoder().encode(text), "x.yaml");
  if (parsed.kind === "refused") throw new Error("refused");
  const checked = (await checkOf(schema))(parsed.document);
  if (checked.kind === "valid") return checked.value;
  return checked.diagnostics.map(({ code, at, hint }) => [`${code} ${at.line}:${at.column}`, hint]);
}

describe("checking a document", () => {
  test("gives its value when it fits", async () => {
    const text = "name: a\nkinds: [x, y]\nseats: { eu: 1 }\n";
    expect(await check(text)).toEqual({ name: "a", kinds: ["x", "y"], seats: { eu: 1 } });
  });

  test("finds everything that does not fit, each at its place, and says what to do", async () => {
    expect(await check("nam: a\nkinds: { x: 1 }\nmode: wiat\nseats:\n  EU: 1\n  us: -1\n  eu: x\n")).toEqual([
      ["missing-key 1:1", "add name: …"],
      ["unknown-key 1:1", 'did you mean "name"?'],
      ["wrong-type 2:8", "a text or several"],
      ["not-allowed 3:7", 'did you mean "wait"? allowed: wait, deny'],
      ["malformed 5:3", "a place"],
      ["out-of-range 6:7", "a count"],
      ["wrong-type 7:7", "a count"],
    ]);
  });

  test("names the known keys when none is like the unknown one", async () => {
    expect(await check("name: a\nzzzzzz: 1\n")).toEqual([["unknown-key 2:1", "known keys: name, kinds, mode, seats"]]);
  });

  test("tells a text from a number, and from nothing", async () => {
    expect(await check("name: 12\n")).toEqual([["wrong-type 1:7", "put it in quotes"]]);
    expect(await check("name:\n")).toEqual([["wrong-type 1:6", "give a value, or leave the key out"]]);
  });

  test("shows the letter that only looks right", async () => {
    const parsed = parseYaml(new TextEncoder().encode("name: \u0430bc\n"), "x.yaml");
    const checked = parsed.kind === "parsed" ? (await checkOf(schema))(parsed.document) : null;
    expect(checked?.kind === "refused" ? checked.diagnostics[0]?.message : "").toContain("U+0430");
  });

  test("compiles a schema once", async () => {
    const first = await checkOf(schema);
    const start = process.cpuUsage();
    for (let n = 0; n < 200; n += 1) await checkOf(schema);
    expect(process.cpuUsage(start).user).toBeLessThan(200_000);
    expect(first).toBeTypeOf("function");
  });
});
