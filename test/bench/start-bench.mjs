import { spawnSync } from "node:child_process";
import { compare } from "./harness.mjs";

const main = new URL("../../dist/bin/rollcall.js", import.meta.url).pathname;

/** Starting up to say what the verbs are, against starting Node for nothing. */
export async function startBench() {
  const start = (args) => () => spawnSync(process.execPath, args);
  const result = await compare({
    name: "rollcall --help / node -e 0",
    goal: 1.3,
    rounds: 15,
    product: start([main, "--help"]),
    baseline: start(["-e", "0"]),
  });
  return [result];
}
