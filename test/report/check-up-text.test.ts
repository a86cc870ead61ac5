import { describe, expect, test } from "vitest";
import { checkUpText } from "../../src/report/check-up-text.ts";

const options = { color: false, width: 100 };

describe("what a look at a live service found, as text", () => {
  test("begins with whether anything differs, and ends with what to do", () => {
    const text = checkUpText(
      {
        application: "chat",
        profileName: "generic",
        rows: [
          { check: "etag", profile: "yes", server: "yes", verdict: "same", advice: null },
          {
            check: "paging.maxCount",
            profile: "200",
            server: "20",
            verdict: "differs",
            advice: "set paging.maxCount to 20",
          },
          { check: "projection", profile: "yes", server: "cannot tell", verdict: "unknown", advice: null },
        ],
      },
      options,
    );
    const lines = text.trimEnd().split("\n");
    expect(lines[0]).toBe("chat (generic) differs from its profile in 1");
    expect(lines.at(-1)).toContain("set paging.maxCount to 20");
    expect(text).toMatch(/projection\s+yes\s+cannot tell\s+unknown/);
  });

  test("promises no more than reading can tell", () => {
    const text = checkUpText({ application: "chat", profileName: "generic", rows: [] }, options);
    expect(text).toContain("as far as reading can tell");
  });
});
