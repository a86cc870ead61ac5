import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Flags } from "../../src/cli/command.ts";
import { sandbox } from "../../src/cli/commands/sandbox.ts";
import { openConsole } from "../../src/cli/console.ts";
import { exitCode } from "../../src/cli/exit-code.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rollcall-sandbox-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Runs the verb, lets a client ask, and stops it as Ctrl-C does. */
async function served(
  flags: Flags,
  use: (ask: (path: string, headers: Record<string, string>) => Promise<Response>) => Promise<void>,
  format: "text" | "json" = "text",
) {
  const [out, err]: [string[], string[]] = [[], []];
  const stop = new AbortController();
  let ready = () => {};
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const stderr = {
    write: (text: string) => {
      err.push(text);
      if (text.startsWith("serving")) ready();
    },
  };
  const stdout = { write: (text: string) => out.push(text) };
  const console = openConsole({ stdout, stderr, color: false, quiet: false, format });
  const world = () => Promise.reject(new Error("nobody needs a rollcall.yaml here"));
  const ended = sandbox.run({ flags, words: [], console, signal: stop.signal, world });
  await Promise.race([started, ended]);
  const said = [...out, ...err].join("");
  const [, url = ""] = /SCIM_URL=(\S+)/.exec(said) ?? [];
  const [, token = ""] = /SCIM_TOKEN=(\S+)/.exec(said) ?? [];
  await use((path, headers) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } }));
  stop.abort();
  return { code: await ended, out: out.join(""), err: err.join("") };
}

const well = { accept: "application/scim+json, application/json" };

describe("sandbox --profile", () => {
  test("serves one provider's dialect without any file, and ends with 0", async () => {
    const { code, out } = await served({ profile: "entra" }, async (ask) => {
      expect((await ask("/Users", well)).status).toBe(200);
      expect((await ask("/Users", { accept: "text/html" })).status).toBe(400);
    });
    expect([code, out.split("\n").length]).toEqual([exitCode.done, 3]);
  });

  test("writes the variables, and begins with what it is given", async () => {
    const seed = join(directory, "seed.json");
    const env = join(directory, "env");
    await writeFile(seed, JSON.stringify({ users: [{ id: "u1", userName: "u1@example.com" }], groups: [] }));
    await served({ profile: "slack", seed, "write-env": env }, async (ask) => {
      expect((await ask("/Users/u1", well)).status).toBe(200);
    });
    expect(await readFile(env, "utf8")).toMatch(/^export SCIM_URL=http:.*\nexport SCIM_TOKEN=\S+\n$/);
  });

  test.each<Flags>([{ profile: "nobody" }, { seed: "seed.json" }, { profile: "slack", seed: "/nowhere/seed.json" }])(
    "%j is wrong input",
    async (flags) => {
      await expect(served(flags, async () => {})).rejects.toMatchObject({ code: "input-invalid" });
    },
  );
});

describe("sandbox --lint", () => {
  test("prints each finding when it is made, sums up, and ends with 4 when there was an error", async () => {
    const { code, out, err } = await served({ profile: "zoom", lint: true }, async (ask) => {
      await ask("/Users?count=many", well);
      await ask("/Users?startIndex=0", well);
      await ask("/Users?startIndex=0", well);
    });
    expect(code).toBe(exitCode.denied);
    expect(err.match(/^(?:error|warning) [a-z-]+/gm)).toEqual(["error query-integer", "warning query-start-index"]);
    expect(out.split("\n").slice(2, 4)).toEqual(["1 × error query-integer", "2 × warning query-start-index"]);
  });

  test("ends with 0 when there were only warnings, or nothing", async () => {
    const warned = await served({ profile: "generic", lint: true }, async (ask) => {
      await ask("/Users?startIndex=0", well);
    });
    const silent = await served({ profile: "generic", lint: true }, async (ask) => {
      await ask("/Users", well);
    });
    expect([warned.code, silent.code]).toEqual([exitCode.done, exitCode.done]);
    expect(silent.out).toContain("no findings");
  });

  test("gives one JSON document", async () => {
    const flags = { profile: "entra", lint: true };
    const { out } = await served(flags, async (ask) => void (await ask("/users", well)), "json");
    expect(JSON.parse(out)).toMatchObject({
      ...{ format_version: 1, errors: 1, warnings: 0 },
      findings: [{ application: "entra", rule: "request-endpoint", section: "RFC 7644 3.2", times: 1 }],
    });
  });
});
