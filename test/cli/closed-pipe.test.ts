import { spawn } from "node:child_process";
import { once } from "node:events";
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
