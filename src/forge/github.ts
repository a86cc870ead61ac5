import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "octokit";
import type { Clock } from "../ports/clock.ts";
import { Scrubber } from "../ports/scrub.ts";
import { Patience } from "./patience.ts";
import { isGone, isLost, refusalOf } from "./refusal.ts";

/** A repository at GitHub or GitHub Enterprise Server, and who speaks for us there. */
export interface GitHubAccess {
  readonly owner: string;
  readonly repository: string;
  readonly credentials: GitHubCredentials;
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
}

/** A token as it is, or an App whose installation gives one: `privateKey` is PEM. */
export type GitHubCredentials =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "app"; readonly app: string; readonly installation: number; readonly privateKey: string };

/** What calling GitHub takes of the world. */
export interface ForgeWorld {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A client for one repository, and what is shared by all of its calls. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly where: { readonly owner: string; readonly repo: string };
  readonly credentials: GitHubCredentials;
  /** How long all calls together may wait. */
  readonly patience: Patience;
  /** Takes our secrets out of what is published or told. */
  readonly scrubber: Scrubber;
}

/**
 * A client that repeats what may be repeated (neither POST nor what asks for `isOnce`) while GitHub does not answer or limits us, never before it said so, and
 * five minutes at most. It throws octokit's RequestError; `explained` makes of it what people are told.
 */
export function openGitHub(access: GitHubAccess, world: ForgeWorld): GitHub {
  const { credentials } = access;
  const scrubber = new Scrubber(credentials.kind === "token" ? [credentials.token] : [credentials.privateKey]);
  const patience = new Patience(world);
  const octokit = new Octokit({
    ...authOf(credentials),
    baseUrl: access.apiUrl.replace(/\/+$/, ""),
    userAgent: "rollcall",
    retry: { enabled: false },
    throttle: { enabled: false },
    log: quiet,
  });
  octokit.hook.wrap("request", async (send, options) => {
    const isRepeatable = options.method !== "POST" && options.request?.["isOnce"] !== true;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await patience.withinAnswer(async (signal) =>
          send({ ...options, request: { ...options.request, signal } }),
        );
      } catch (error) {
        world.signal.throwIfAborted();
        // Perhaps by the attempt before.
        if (options.method === "DELETE" && isGone(error)) return { ...error.response, status: 204 };
        // Whoever asked for what is not repeatable has to look before it is sent again.
        if (!isRepeatable || !(await patience.after(error, attempt))) throw error;
      }
    }
  });
  return { octokit, where: { owner: access.owner, repo: access.repository }, credentials, patience, scrubber };
}

/** Whether a repository that GitHub names in full (`owner/name`) is ours. */
export function isOurs({ where }: Pick<GitHub, "where">, fullName: string | undefined): boolean {
  return fullName?.toLowerCase() === `${where.owner}/${where.repo}`.toLowerCase();
}

/**
 * What `find` finds, or else what `create` makes. A create is sent again only after `find` has shown that the one before had no
 * effect, since its answer may have been lost.
 */
export async function createOnce<T>(
  { patience }: Pick<GitHub, "patience">,
  { find, create }: { find(): Promise<T | null>; create(): Promise<T> },
): Promise<{ readonly value: T; readonly isNew: boolean }> {
  let isUnsure = false;
  for (let attempt = 1; ; attempt += 1) {
    const found = await find();
    if (found !== null) return { value: found, isNew: isUnsure };
    try {
      return { value: await create(), isNew: true };
    } catch (error) {
      isUnsure ||= isLost(error);
      if (!(await patience.after(error, attempt))) throw error;
    }
  }
}

/** Runs it; what GitHub refuses or leaves unanswered becomes a RollcallError that says what to do, without any secret. */
export async function explained<T>({ patience, scrubber }: GitHub, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw refusalOf(error, { scrubber, clock: patience.clock });
  }
}

function authOf(credentials: GitHubCredentials) {
  if (credentials.kind === "token") return { auth: credentials.token };
  const { app, installation, privateKey } = credentials;
  return { authStrategy: createAppAuth, auth: { appId: app, installationId: installation, privateKey } };
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
