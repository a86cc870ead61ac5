import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pullRequestOf } from "../../src/cli/pull-request.ts";

const world = { secret: async ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}` };

beforeEach(() => {
  for (const name of ["GITHUB_API_URL", "GITHUB_APP_ID", "GITHUB_APP_INSTALLATION_ID", "GITHUB_APP_PRIVATE_KEY_FILE"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("GITHUB_REPOSITORY", "meridian/access");
});
afterEach(() => vi.unstubAllEnvs());

test("is nobody's without the flag, and a check needs a pull request", async () => {
  expect(await pullRequestOf({}, world)).toBeNull();
  await expect(pullRequestOf({ check: true }, world)).rejects.toMatchObject({ code: "input-invalid" });
  await expect(pullRequestOf({ "pull-request": "seven" }, world)).rejects.toMatchObject({ code: "input-invalid" });
});

test("speaks with the token of the environment", async () => {
  expect(await pullRequestOf({ "pull-request": "7" }, world)).toEqual({
    ...{ owner: "meridian", repository: "access", number: 7, wantsCheck: false, apiUrl: "https://api.github.com" },
    credentials: { kind: "token", token: "env GITHUB_TOKEN" },
  });
});

test("speaks as an App where one is named, whose key is in a file", async () => {
  vi.stubEnv("GITHUB_APP_ID", "1234");
  await expect(pullRequestOf({ "pull-request": "7" }, world)).rejects.toMatchObject({ code: "input-invalid" });
  vi.stubEnv("GITHUB_APP_INSTALLATION_ID", "42");
  vi.stubEnv("GITHUB_APP_PRIVATE_KEY_FILE", "/run/key.pem");
  expect((await pullRequestOf({ "pull-request": "7", check: true }, world))?.credentials).toEqual({
    ...{ kind: "app", app: "1234", installation: 42, privateKey: "file /run/key.pem" },
  });
});
