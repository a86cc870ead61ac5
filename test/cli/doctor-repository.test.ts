import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openFakeGitHub } from "../forge/fake-github/open.ts";
import type { Protection } from "../forge/fake-github/protection.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Asks about this repository's own example, as if it were kept at a forge with these settings. */
async function asked(change: (protection: Protection) => unknown, ...flags: readonly string[]) {
  const fake = await openFakeGitHub();
  change(fake.at.protection);
  const may = ["administration:write", "secrets:read", "actions:read", "contents:read", "metadata:read"];
  fake.at.bearers.set("t", { login: "doctor", kind: "person", may: new Set(may) });
  const env = { GITHUB_API_URL: fake.url, GITHUB_REPOSITORY: fake.at.fullName, GITHUB_TOKEN: "t" };
  const ended = await doctor(env, flags);
  await fake.close();
  expect(fake.violations).toEqual([]);
  return ended;
}

async function doctor(env: Readonly<Record<string, string>>, flags: readonly string[]) {
  const args = ["dist/bin/rollcall.js", "doctor", "--repository", ...flags];
  const options = { cwd: repository, env: { PATH: process.env["PATH"], ...env } };
  return await new Promise<{ code: unknown; stdout: string }>((resolve) =>
    execFile(process.execPath, args, options, (error, stdout) => resolve({ code: error?.code ?? 0, stdout })),
  );
}

const gapsOf = (stdout: string) => JSON.parse(stdout).gaps.map(({ gap }: { gap: string }) => gap);
const owners = ["rollcall.yaml", "policies/", ".github/", "audit/"].map((path) => `code-owners.${path}`);

describe("rollcall doctor --repository", () => {
  test("ends with 0 where nothing is open", async () => {
    expect(await asked(() => {})).toMatchObject({ code: 0 });
  });

  test("ends with 2 for a warning, and with 4 once something critical is open, with the attack and the setting", async () => {
    const weakened = await asked(({ rulesets: [ruleset] }) =>
      Reflect.deleteProperty(ruleset?.rules["main"] ?? {}, "required_status_checks"),
    );
    expect(weakened).toMatchObject({ code: 2 });
    const { code, stdout } = await asked(
      (protection) => Object.assign(protection, { codeOwners: "" }),
      ...["--format", "json"],
    );
    expect(code).toBe(4);
    expect(gapsOf(stdout)).toEqual(owners);
  });

  test("looks at the code owners here where there is no token, and says that all else was not looked at", async () => {
    const { code, stdout } = await doctor({}, ["--format", "json"]);
    expect(code).toBe(4);
    expect(gapsOf(stdout)).toEqual([...owners, "repository.unseen"]);
  });
});
