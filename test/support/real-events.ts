import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** What GitHub sent when something happened. */
export type RealEvent = Readonly<Record<string, unknown>>;

interface Definition {
  readonly name: string;
  readonly examples: readonly RealEvent[];
}

const require = createRequire(import.meta.url);
const definitions: readonly Definition[] = JSON.parse(
  readFileSync(require.resolve("@octokit/webhooks-examples/api.github.com/index.json"), "utf8"),
);

/** Every published example of an event; throws where there is none. */
export function realEvents(name: string): readonly RealEvent[] {
  // Both are of the same payload.
  const sent = name === "pull_request_target" ? "pull_request" : name;
  const found = definitions.find((definition) => definition.name === sent);
  if (found === undefined) throw new Error(`no example of ${name}`);
  return found.examples;
}
