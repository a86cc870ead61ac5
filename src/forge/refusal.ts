import { RequestError } from "octokit";
import { RollcallError } from "../model/error.ts";
import { type Clock, instantOf } from "../ports/clock.ts";
import type { Scrubber } from "../ports/scrub.ts";

/** Whether no usable answer came, so that the request may have had its effect. */
export function isLost(error: unknown): boolean {
  return error instanceof RequestError && (error.response === undefined || error.status >= 500);
}

/** Whether the thing that was asked for is not there (any more). */
export function isGone(
  error: unknown,
): error is RequestError & { readonly response: NonNullable<RequestError["response"]> } {
  return (
    error instanceof RequestError && error.response !== undefined && (error.status === 404 || error.status === 410)
  );
}

/** What GitHub answers; null where the thing that was asked for is not there (any more). */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Whether the token may not do this, which no waiting changes. */
export function isForbidden(error: unknown): boolean {
  return error instanceof RequestError && error.status === 403 && limitOf(error, { now: () => 0 }) === null;
}

/** Milliseconds that GitHub asks us to wait before the next request; null when the error is no rate limit. */
export function limitOf(error: unknown, clock: Pick<Clock, "now">): number | null {
  if (!(error instanceof RequestError) || (error.status !== 403 && error.status !== 429)) return null;
  const headers = error.response?.headers ?? {};
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1000;
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  if (headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset))
    return Math.max(0, reset * 1000 - clock.now()) + 1000;
  // "Wait for at least one minute", say GitHub's best practices for a limit without a time.
  return error.status === 429 || /rate limit|abuse/i.test(error.message) ? 60_000 : null;
}

/** What went wrong and what to do about it. The cause is left out: it holds what was sent. */
export function refusalOf(
  error: unknown,
  { scrubber, clock }: { readonly scrubber: Scrubber; readonly clock: Pick<Clock, "now"> },
): unknown {
  if (!(error instanceof RequestError)) return error;
  const doing = doingOf(error);
  const pause = limitOf(error, clock);
  if (pause !== null) {
    const then = instantOf({ now: () => clock.now() + pause });
    return new RollcallError(
      "application-unreachable",
      `GitHub's rate limit is used up (${doing}): run again at ${then}`,
    );
  }
  if (isLost(error)) return unanswered(doing);
  const said = scrubber.text(error.message.split(" - https://")[0] ?? "").slice(0, 500);
  const needed = error.response?.headers["x-accepted-github-permissions"];
  return new RollcallError(
    "application-refused",
    `GitHub refused ${doing}: ${error.status} ${said}; ${adviceOn(error.status, typeof needed === "string" ? needed : null)}`,
  );
}

/** Without the server and the query: `POST /repos/meridian/access/check-runs`. */
function doingOf({ request: { method, url } }: RequestError): string {
  return `${method} ${URL.canParse(url) ? new URL(url).pathname : url}`;
}

function unanswered(doing: string): RollcallError {
  return new RollcallError(
    "application-unreachable",
    `GitHub did not answer ${doing} in time; it may have done it: run again, which looks first`,
  );
}

function adviceOn(status: number, needed: string | null): string {
  switch (status) {
    case 401:
      return "give a token that is valid (GITHUB_TOKEN, or the App's id and private key)";
    case 403:
      return `give the token the permission that is missing${needed === null ? "" : `, ${needed}`}: docs/github.md lists them`;
    case 404:
      return "check GITHUB_REPOSITORY and the number, and that the token may see that repository";
    default:
      return "docs/github.md says what is published and how";
  }
}
