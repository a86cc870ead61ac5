import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openProtection, protectedSettings, type Settings } from "../forge/protection/fake-protection.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Asks about this repository's own example, as if it were kept at a forge with these settings. */
async function asked(change: (settings: Settings) => unknown, ...flags: readonly string[]) {
  const settings = protectedSettings();
  change(settings);
  const forge = await openProtection(settings);
  const env = {
    PATH: process.env["PATH"],
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: "acme/access",
    GITHUB_TOKEN: "t",
  };
  const args = ["dist/bin/rollcall.js", "doctor", "--repository", ...flags];
  const ended = await new Promise<{ code: unknown; stdout: string }>((resolve) =>
    execFile(process.execPath, args, { cwd: repository, env }, (error, stdout) =>
      resolve({ code: error?.code ?? 0, stdout }),
    ),
  );
  await forge.close();
  return ended;
}

describe("rollcall doctor --repository", () => {
  test("ends with 0 where nothing is open", async () => {
    expect(await asked(() => {})).toMatchObject({ code: 0 });
  });

  test("ends with 2 for a warning, and with 4 once something critical is open, with the attack and the setting", async () => {
    expect(
      await asked(({ rules }) => Reflect.deleteProperty(rules["main"] ?? {}, "required_status_checks")),
    ).toMatchObject({ code: 2 });
    const { code, stdout } = await asked((settings) => Object.assign(settings, { codeOwners: "" }), "--format", "json");
    expect(code).toBe(4);
    expect(JSON.parse(stdout).gaps.map(({ gap }: { gap: string }) => gap)).toEqual(
      ["rollcall.yaml", "policies/", ".github/", "audit/"].map((path) => `code-owners.${path}`),
    );
  });
});
