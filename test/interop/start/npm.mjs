import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { announced, cacheFolder, launch, run } from "./machine.mjs";

/** A server from npm with a start.js of ours, which prints about itself one line of JSON. */
export async function startFromNpm(name, started) {
  const source = fileURLToPath(new URL(`../servers/${name}/`, import.meta.url));
  const manifest = readFileSync(`${source}package.json`, "utf8");
  const folder = cacheFolder(`${name}-${createHash("sha256").update(manifest).digest("hex").slice(0, 12)}`);
  for (const file of ["package.json", "start.js"]) cpSync(`${source}${file}`, `${folder}/${file}`);
  if (!existsSync(`${folder}/node_modules`)) {
    // Their install scripts would compile databases that are not used here.
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    run("npm", ["install", ...flags], { cwd: folder });
  }
  const server = launch(process.execPath, ["start.js"], { cwd: folder });
  started.push(server.child);
  const version = Object.entries(JSON.parse(manifest).dependencies)
    .map(([dependency, number]) => `${dependency} ${number}`)
    .slice(0, 2)
    .join(", ");
  return { ...(await announced(server)), version };
}
