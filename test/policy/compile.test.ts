import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compilePolicies } from "../../src/policy/compile.ts";
import { entrypointModule } from "../../src/policy/entrypoint.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { anInput, aPolicy, aPolicyWorld, discard, planRego, recordingCommand, rego } from "./world.ts";

const SOURCES = [rego(`deny contains "no" if input.change.kind == "grant"`)];

let world: PolicyWorld;
beforeEach(async () => {
  world = await aPolicyWorld();
});
afterEach(() => discard(world));

const diagnosticsOf = async (body: string) => {
  const compiled = await compilePolicies([rego(body)], world);
  return compiled.kind === "invalid" ? compiled.diagnostics : [];
};

describe("what does not compile", () => {
  test.each([
    ["http.send", `deny contains "x" if http.send({"method": "get", "url": "http://a.example"}).status_code == 200`],
    ["time.now_ns", `deny contains "x" if time.now_ns() > 5`],
    ["rand.intn", `deny contains "x" if rand.intn("a", 5) > 2`],
    ["opa.runtime", `deny contains "x" if opa.runtime().env.HOME`],
    ["regex.split", `deny contains "x" if count(regex.split("^(a+)+$", input.change.userName)) > 1`],
    ["net.lookup_ip_addr", `deny contains "x" if net.lookup_ip_addr("a.example")`],
    ["yaml.unmarshal", `deny contains "x" if yaml.unmarshal(input.change.userName)`],
  ])("%s is refused where it is written", async (name, body) => {
    const diagnostics = await diagnosticsOf(body);
    expect(diagnostics).toMatchObject([
      { severity: "error", code: "rego-type-error", at: { file: "policies/main.rego", line: 5 } },
    ]);
    expect(diagnostics[0]?.at.column).toBeGreaterThan(1);
    expect(diagnostics[0]?.hint).toContain(name);
  });

  test("syntax errors have their place", async () => {
    const diagnostics = await diagnosticsOf('deny contains "x" if {\n  input.a ==\n}');
    expect(diagnostics).toMatchObject([{ code: "rego-parse-error", at: { file: "policies/main.rego", line: 7 } }]);
  });

  test("every error is told at once", async () => {
    const compiled = await compilePolicies(
      [
        rego(`deny contains "a" if nothing(1)`, "policies/a.rego"),
        rego(`warn contains "b" if none(1)`, "policies/b.rego"),
      ],
      world,
    );
    const files = compiled.kind === "invalid" ? compiled.diagnostics.map(({ at }) => at.file) : [];
    expect(files).toEqual(["policies/a.rego", "policies/b.rego"]);
  });

  test.each(["../up.rego", "/etc/x.rego", "policies/-x.rego", "a:b.rego", ".rollcall/engine.rego", "policies/x.json"])(
    "the path %s is refused",
    async (path) => {
      const compiled = await compilePolicies([rego("", path)], world);
      expect(compiled).toMatchObject({ kind: "invalid", diagnostics: [{ code: "policy-path" }] });
    },
  );

  test("leaves nothing behind", async () => {
    await diagnosticsOf("deny contains");
    expect(await readdir(join(world.cache, "policy-build"))).toEqual([]);
  });
});

describe("what compiles", () => {
  test("old spellings that rego.v1 allows, print, sprintf and packages of one's own", async () => {
    const body = `deny contains message if {
      print("looking at", input.change)
      every role in input.roles { role != "x" }
      message := sprintf("%s has %d roles", [input.change.userName, count(input.roles)])
    }`;
    expect(await diagnosticsOf(body)).toEqual([]);
  });

  test("the digest names what judges: texts and paths, in any order, without tests", async () => {
    const [a, b] = [rego("deny := set()", "policies/a.rego"), planRego("deny := set()", "policies/b.rego")];
    const first = await compilePolicies([a, b], world);
    const second = await compilePolicies([b, rego("test_x if false", "policies/a_test.rego"), a], world);
    expect(first).toEqual(second);
    const changed = await compilePolicies([a, { ...b, text: `${b.text} ` }], world);
    expect(changed).not.toMatchObject({ digest: first.kind === "compiled" ? first.digest : "" });
  });

  test("no source can add rules to the engine's package", async () => {
    const guess = await compilePolicies(SOURCES, world);
    if (guess.kind !== "compiled") throw new Error("does not compile");
    const text = entrypointModule(guess.digest).replaceAll("data.rollcall.deny", "set()");
    const policy = await aPolicy([...SOURCES, { path: "policies/forged.rego", text }], world);
    expect(await policy.judge([anInput()])).toMatchObject([{ verdict: "deny" }]);
    await policy.close();
  });
});

describe("the cache", () => {
  test("is used instead of the compiler", async () => {
    const first = recordingCommand();
    const compiled = await compilePolicies(SOURCES, { ...world, command: first.command });
    expect(first.runs).toEqual(["capabilities", "check", "build"]);
    const second = recordingCommand();
    expect(await compilePolicies(SOURCES, { ...world, command: second.command })).toEqual(compiled);
    expect(second.runs).toEqual([]);
  });

  test("is left aside and repaired when it is damaged", async () => {
    const compiled = await compilePolicies(SOURCES, world);
    const name = (await readdir(join(world.cache, "policy"))).find((each) => each.endsWith(".wasm")) ?? "";
    const path = join(world.cache, "policy", name);
    const whole = await readFile(path);
    for (const damaged of [whole.subarray(0, 5_000), flipped(whole, 40)]) {
      await writeFile(path, damaged);
      expect(await compilePolicies(SOURCES, world)).toEqual(compiled);
      expect(await readFile(path)).toEqual(whole);
    }
  });
});

function flipped(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
