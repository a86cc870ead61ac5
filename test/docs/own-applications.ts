import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { openCallService } from "../support/call-service.ts";
import { repository } from "./markdown.ts";

/** A home directory with what the page takes for granted: Rollcall, a remote, and three applications that are in use. */
export interface Home {
  readonly path: string;
  readonly sandbox: Sandbox;
  readonly environment: Readonly<Record<string, string>>;
  /** Values of the variables that lead to the applications. */
  readonly access: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Addresses that the page gives to the reader's own servers. */
const remotes = "https://git.example/acme/";

/** Opens a home directory; close it afterwards. */
export async function openHome(): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), "rollcall-page-"));
  const sandbox = await startSandbox({ applications });
  const access = Object.fromEntries(
    Object.entries(applications).flatMap(([name, { token }]) => [
      [`${name.toUpperCase()}_URL`, sandbox.url(name)],
      [`${name.toUpperCase()}_TOKEN`, token],
    ]),
  );
  await symlink(repository, join(path, "rollcall"));
  await mkdir(join(path, "bin"));
  const service = await openCallService(path);
  await program(join(path, "bin", "rollcall"), service.script);
  await program(join(path, "bin", "gh"), '[ "$*" = "$GH_EXPECTED" ] || exit 1\nprintf %s "$GH_ANSWER"');
  await writeFile(
    join(path, ".gitconfig"),
    `[user]\nname = Ada\nemail = ada@acme.example\n[url "file://${path}/remotes/"]\ninsteadOf = ${remotes}\n`,
  );
  const environment = {
    HOME: path,
    PATH: `${join(path, "bin")}:${process.env["PATH"] ?? ""}`,
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C",
  };
  await promisify(execFile)("git", ["init", "--quiet", "--bare", "-b", "main", join(path, "remotes/access.git")], {
    env: environment,
  });
  const close = async () => {
    await service.close();
    await sandbox.close();
    await rm(path, { recursive: true, force: true });
  };
  return { path, sandbox, environment, access, close };
}

async function program(path: string, body: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

const account = (id: string, name: string) => ({ id, userName: name, active: true });

/** Nobody has been provisioned by Rollcall yet: no account carries an id of the roster. */
const applications = {
  chat: {
    dialect: "generic",
    token: "chat-token",
    seed: {
      users: [
        account("c2", "ben.kaya@acme.example"),
        account("c3", "carla.roth@acme.example"),
        account("c4", "dan.osei@acme.example"),
        account("c6", "fay.moore@acme.example"),
        account("c9", "standup-bot"),
      ],
      groups: [
        { displayName: "owners", members: ["c2", "c3"] },
        { displayName: "everyone", members: ["c2", "c3", "c4", "c6", "c9"] },
        { displayName: "sales", members: ["c3"] },
        { displayName: "chess club", members: ["c4", "c9"] },
      ],
    },
  },
  wiki: {
    dialect: "generic",
    token: "wiki-token",
    seed: {
      users: [account("w2", "ben.kaya@acme.example")],
      groups: [{ displayName: "readers" }, { displayName: "admins", members: ["w2"] }],
    },
  },
  crm: {
    dialect: "generic",
    token: "crm-token",
    seed: {
      users: [account("r3", "carla.roth@acme.example"), account("r6", "fay.moore@acme.example")],
      groups: [{ displayName: "sales", members: ["r3", "r6"] }, { displayName: "admins" }],
    },
  },
} as const;
