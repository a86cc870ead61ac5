import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/interop/**", "test/pages/**", "test/reliability/**", "node_modules/**"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // One more than the cores of a small machine: many wait for servers, limits and processes.
    maxWorkers: 3,
  },
});
