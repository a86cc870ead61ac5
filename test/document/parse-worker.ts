import { parseYaml } from "../../src/document/yaml.ts";

/** A process that parses as many files of 20,000 brackets as it is told to, and prints the code of each answer. */
const [count = "0"] = process.argv.slice(2);
for (let n = 0; n < Number(count); n++) {
  const result = parseYaml(new TextEncoder().encode("[".repeat(20_000)), `${n}.yaml`);
  const codes = result.kind === "parsed" ? ["parsed"] : result.diagnostics.map(({ code }) => code);
  process.stdout.write(`${codes.join(",")}\n`);
}
