import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./sequencer.ts";

/** Packages that import JSON in a way that Node itself does not take. */
const bundled = /\/node_modules\/@actions\/.*\.js$/;

export default defineConfig({
  plugins: [
    {
      name: "without-maps-to-sources-that-are-not-there",
      enforce: "pre",
      load: async (id) =>
        bundled.test(id) ? { code: (await readFile(id, "utf8")).replace(/^\/\/# source.*$/m, ""), map: null } : null,
    },
  ],
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/interop/**", "test/pages/**", "test/reliability/**", "node_modules/**"],
    server: { deps: { inline: [bundled] } },
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // One more than the cores of a small machine: many wait for servers, limits and processes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
