import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./sequencer.ts";

/** Packages that import JSON in a way that Node itself does not take. */
const bundled = /\/node_modules\/@actions\/.*\.js$/;

/** Folders of tests that leave the process as they found it. */
const rooms = [
  ...["apply", "audit", "connectors", "desired", "document", "forge", "model", "plan", "policy", "ports", "properties"],
  ...["report", "run", "sandbox", "scenarios"],
].map((room) => `test/${room}/**/*.test.ts`);

/** Suites that install what they need, and run by themselves. */
const elsewhere = ["test/interop/**", "test/pages/**", "test/reliability/**", "node_modules/**"];

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
    projects: [
      // They share the modules that they load, which took half as long as the tests themselves.
      { extends: true, test: { name: "rooms", include: rooms, isolate: false } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], exclude: [...elsewhere, ...rooms] } },
    ],
    server: { deps: { inline: [bundled] } },
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // One more than the cores of a small machine: many wait for servers, limits and processes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
