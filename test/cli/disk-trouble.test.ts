import { describe, expect, test } from "vitest";
import { isDiskTrouble } from "../../src/cli/disk-trouble.ts";

const failure = (code: string, syscall: string) => Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });

describe("trouble with a disk", () => {
  test.each([
    ["ENOSPC", "write"],
    ["EIO", "fsync"],
    ["EROFS", "open"],
    ["EUCLEAN", "readdir"],
    ["ENOENT", "mkdir"],
    ["ENOENT", "rename"],
  ])("is %s of %s", (code, syscall) => {
    expect(isDiskTrouble(failure(code, syscall))).toBe(true);
  });

  test.each([failure("ENOENT", "spawn git"), failure("ECONNRESET", "read"), new Error("ENOSPC"), "ENOSPC", null])(
    "is not %s",
    (error) => {
      expect(isDiskTrouble(error)).toBe(false);
    },
  );
});
