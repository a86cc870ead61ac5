import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const script = new URL("../../.github/rollcall/install.sh", import.meta.url).pathname;

describe("installing Rollcall in a workflow", () => {
  let home: string;
  let commit: string;
  const environment = () => ({
    ...{ HOME: home, PATH: `${join(home, "bin")}:${process.env["PATH"]}`, GIT_CONFIG_NOSYSTEM: "1" },
    ...{ RUNNER_TEMP: join(home, "temp"), GITHUB_PATH: join(home, "path") },
    ...{
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@acme.example",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@acme.example",
    },
  });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", join(home, "source"), ...args], { env: environment(), encoding: "utf8" }).trim();

  /** A repository that is built into a program which says its words, by an npm that says how it was called. */
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "rollcall-install-"));
    for (const name of ["bin", "temp", "source", "workspace", "workspace/.github"]) mkdirSync(join(home, name));
    const npm = `#!/bin/sh\necho "$*" >> '${home}/npm'\n[ "$1" != run ] || { mkdir -p dist/bin && cp program.js dist/bin/rollcall.js; }\n`;
    writeFileSync(join(home, "bin", "npm"), npm);
    chmodSync(join(home, "bin", "npm"), 0o755);
    git("init", "-q", "-b", "main");
    writeFileSync(join(home, "source", "program.js"), "console.log(process.argv.slice(2).join('|'))\n");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    commit = git("rev-parse", "HEAD");
    writeFileSync(join(home, "source", "program.js"), "console.log('newer')\n");
    git("commit", "-q", "-a", "-m", "second");
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const install = (pin: string) => {
    rmSync(join(home, "temp"), { recursive: true });
    mkdirSync(join(home, "temp"));
    writeFileSync(join(home, "path"), "");
    writeFileSync(join(home, "workspace", ".github", "rollcall-pin"), pin);
    return spawnSync("sh", [script], { cwd: join(home, "workspace"), env: environment(), encoding: "utf8" }).status;
  };

  test("takes the pinned commit and no newer one, runs no script of a dependency, and puts it on the path", () => {
    expect(install(`${join(home, "source")} ${commit}\n`)).toBe(0);
    expect(readFileSync(join(home, "npm"), "utf8")).toBe("ci --ignore-scripts\nrun --silent build\n");
    const added = readFileSync(join(home, "path"), "utf8").trim();
    expect(execFileSync(join(added, "rollcall"), ["plan", "two words"], { encoding: "utf8" })).toBe("plan|two words\n");
  });

  test.each(["main", "HEAD", "0123456", "--upload-pack=x"])(
    "takes no pin that is not the full id of a commit: %s",
    (pin) => {
      expect(install(`${join(home, "source")} ${pin}\n`)).not.toBe(0);
      expect(readFileSync(join(home, "path"), "utf8")).toBe("");
    },
  );
});
