import type { SecretReference } from "../model/application.ts";
import { RollcallError } from "../model/error.ts";
import { HttpFailure } from "../ports/http.ts";
import type { RunWorld } from "./world.ts";

/** What is posted, and where. */
export interface JsonPost {
  /** A URL, or a reference to it. */
  readonly to: string | SecretReference;
  /** The key of the files that says so, for whoever has to correct it. */
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What posting touches. */
export type PostWorld = Pick<RunWorld, "clock" | "openHttp" | "secret">;

/** Posts JSON at most three times until it is taken; throws RollcallError, whose text never repeats the address. */
export async function postJson(world: PostWorld, post: JsonPost, signal: AbortSignal): Promise<void> {
  const text = typeof post.to === "string" ? post.to : await world.secret(post.to);
  const url = addressOf(text, post.key);
  const http = world.openHttp(url.origin, limits);
  const headers = { "content-type": "application/json", accept: "application/json", ...post.headers };
  const path = `${url.pathname}${url.search}`;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const fault = await http.send({ method: "POST", path, headers, body: post.body, signal }).then(
        ({ status }) => (status < 300 ? null : `it answered ${status}`),
        (error: unknown) => postFault(error),
      );
      if (fault === null) return;
      signal.throwIfAborted();
      if (attempt === tries) throw new RollcallError("application-unreachable", fault);
      await world.clock.sleep(500 * 2 ** attempt, signal);
    }
  } finally {
    await http.close();
  }
}

/** Why something could not be posted, in words that anybody may read. */
export function postFault(error: unknown): string {
  if (error instanceof RollcallError) return error.message;
  return error instanceof HttpFailure ? `its server cannot be reached (${error.kind})` : "an unexpected error";
}

const tries = 3;
const limits = { deadline: 10_000, maxBytes: 65_536, connections: 1, network: "private" } as const;

/** An address that something may be posted to: https, or http on this machine; throws `input-invalid`. */
export function addressOf(text: string, key: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return url;
  throw new RollcallError("input-invalid", `${key} is no https address`);
}
