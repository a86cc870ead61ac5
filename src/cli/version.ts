import { readFileSync } from "node:fs";
import { packageRoot } from "./package-root.ts";

/** The version in package.json; plans and manifests name it. */
export function engineVersion(): string {
  const text = readFileSync(new URL("package.json", packageRoot), "utf8");
  const found: unknown = JSON.parse(text);
  const isNamed =
    typeof found === "object" && found !== null && "version" in found && typeof found.version === "string";
  return isNamed ? `rollcall/${found.version}` : "rollcall/unknown";
}
