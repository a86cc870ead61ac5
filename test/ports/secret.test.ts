import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Secret, secretsFrom } from "../../src/ports/secret.ts";

const files = new Map([
  ["/root/keys/token", "from-file\n"],
  ["/abs/token", "from-abs"],
  ["/root/empty", "\n"],
]);
const secret = secretsFrom({
  environment: { TOKEN: "from-env", EMPTY: "" },
  disk: {
    read: async (path) => {
      const text = files.get(path);
      return text === undefined ? null : new TextEncoder().encode(text);
    },
  },
  root: "/root",
});

describe("a reference", () => {
  test("leads to a variable or a file, without the line break at its end", async () => {
    expect(await secret({ kind: "env", name: "TOKEN" })).toBe("from-env");
    expect(await secret({ kind: "file", name: "keys/token" })).toBe("from-file");
    expect(await secret({ kind: "file", name: "/abs/token" })).toBe("from-abs");
  });

  test.each([
    { kind: "env", name: "MISSING" },
    { kind: "env", name: "EMPTY" },
    { kind: "file", name: "missing" },
    { kind: "file", name: "empty" },
  ] as const)("to nothing usable is wrong input: $kind $name", async (reference) => {
    await expect(secret(reference)).rejects.toMatchObject({ code: "input-invalid" });
  });
});

describe("a secret", () => {
  test("shows itself in no text, JSON or inspection", () => {
    const hidden = new Secret("hunter2");
    expect(hidden.reveal()).toBe("hunter2");
    const shown = [`${hidden}`, String(hidden), JSON.stringify({ hidden }), inspect({ hidden }), inspect(hidden)];
    for (const text of shown) {
      expect(text).toContain("[redacted]");
      expect(text).not.toContain("hunter2");
    }
  });
});
