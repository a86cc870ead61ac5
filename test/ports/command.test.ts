import { describe, expect, test } from "vitest";
import { systemCommand } from "../../src/ports/command.ts";

const node = process.execPath;
const run = (
  script: string,
  options: { deadline?: number; stdin?: Uint8Array; environment?: Record<string, string> },
) => systemCommand.run(node, ["-e", script], { deadline: 20_000, ...options });

describe("running a program", () => {
  test("gives its exit code and both outputs", async () => {
    const result = await run("process.stdout.write('out');process.stderr.write('err');process.exitCode=3", {});
    expect(result).toEqual({ code: 3, stdout: new TextEncoder().encode("out"), stderr: "err" });
  });

  test("hands over standard input as it is", async () => {
    const stdin = Uint8Array.from([0, 255, 10, 13]);
    const result = await run("process.stdin.pipe(process.stdout)", { stdin });
    expect(result.stdout).toEqual(stdin);
  });

  test("survives a program that ends without reading its input", async () => {
    const result = await run("process.exit(0)", { stdin: new Uint8Array(4_000_000) });
    expect(result.code).toBe(0);
  });

  test("passes no environment but what is given", async () => {
    const script = "process.stdout.write(JSON.stringify([process.env.GIVEN ?? null, process.env.HOME ?? null]))";
    const result = await run(script, { environment: { GIVEN: "yes" } });
    expect(new TextDecoder().decode(result.stdout)).toBe('["yes",null]');
  });

  test("reads no argument as shell text", async () => {
    const argument = "$(id); `id` && id";
    const result = await systemCommand.run(node, ["-p", "process.argv[1]", argument], { deadline: 20_000 });
    expect(new TextDecoder().decode(result.stdout).trim()).toBe(argument);
  });

  test("kills a program that passes its deadline", async () => {
    await expect(run("setInterval(() => {}, 1000)", { deadline: 200 })).rejects.toMatchObject({ kind: "deadline" });
  });

  test("kills a program that never stops talking", async () => {
    const flood = "const f=()=>process.stderr.write('x'.repeat(65536),f);f()";
    await expect(run(flood, {})).rejects.toMatchObject({ kind: "too-large" });
  });

  test("says when there is no such program", async () => {
    const missing = systemCommand.run("/nonexistent/program", [], { deadline: 1_000 });
    await expect(missing).rejects.toMatchObject({ kind: "not-found" });
  });

  test("says when a program was ended from outside", async () => {
    await expect(run("process.kill(process.pid, 'SIGKILL')", {})).rejects.toMatchObject({ kind: "killed" });
  });
});
