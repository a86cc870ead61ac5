import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { Shell } from "./shell.ts";

test.each([
  ["its scripts went well", "true"],
  ["one of them failed", "false"],
])("a shell ends what it left in the background, when %s", async (_when, script) => {
  const shell = new Shell(tmpdir(), { PATH: process.env["PATH"] ?? "" });
  const { output } = await shell.run("sleep 300 > /dev/null 2>&1 & echo $!");
  await shell.run(script);
  shell.close();
  await expect.poll(() => isRunning(Number(output)), { timeout: 5_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
