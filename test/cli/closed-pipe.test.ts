import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../../dist/bin/rollcall.js", import.meta.url));

test("a reader who stops reading ends no call with an error", async () => {
  const child = spawn(process.execPath, [main, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let complaint = "";
  child.stderr.on("data", (chunk) => (complaint += String(chunk)));
  const [code] = await once(child, "close");
  expect({ code, complaint }).toEqual({ code: 0, complaint: "" });
});

test("what cannot be printed is said, without a stack, and is no success", async () => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [main, "--help"], { stdio: ["ignore", full, "pipe"] });
  let complaint = "";
  child.stderr?.on("data", (chunk) => (complaint += String(chunk)));
  const [code] = await once(child, "close");
  expect(complaint).toMatch(/^rollcall: not everything could be printed \(ENOSPC.*\); what it did is done\n$/);
  expect(code).toBe(1);
});
