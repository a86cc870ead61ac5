import { createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Described, describe } from "./description.ts";
import type { Answer, Sent } from "./operations/operation.ts";
import { operations } from "./operations.ts";
import { aRepository, type Bearer, type Repository } from "./state.ts";

/** What goes wrong with the next call of an operation; `after` it took effect, or instead of it. */
type Fault =
  | { readonly kind: "bad-gateway" | "lost"; readonly when: "before" | "after" }
  | { readonly kind: "secondary-limit"; readonly status: 403 | 429; readonly retryAfter: number | null }
  | { readonly kind: "primary-limit"; readonly reset: number }
  | { readonly kind: "says"; readonly status: number; readonly message: string };

/** GitHub on a socket of this machine. */
export interface FakeGitHub {
  readonly url: string;
  readonly at: Repository;
  /** Operations in the order in which they were called. */
  readonly calls: string[];
  /** Calls that do not fit GitHub's description. */
  readonly violations: string[];
  /** The next call of the operation goes wrong; several wait their turn. */
  fail(operation: string, fault: Fault): void;
  /** Happens right before the operation is answered, once. */
  before(operation: string, act: () => void): void;
  /** An App: its JWT is checked, and its installation's tokens may do this. */
  install(app: {
    readonly id: string;
    readonly publicKey: string;
    readonly slug: string;
    readonly may: readonly string[];
  }): void;
  close(): Promise<void>;
}

/** Opens one on a free port; `prefix` is `/api/v3` at GitHub Enterprise Server. */
export async function openFakeGitHub(prefix = ""): Promise<FakeGitHub> {
  const fake = new Fake(prefix);
  const server = createServer((request, response) => {
    // An answer that does not fit the description is a fault of the fake, which a waiting client would not show.
    fake.answer(request, response).catch((error: unknown) => {
      fake.violations.push(String(error));
      send(response, says(400, String(error)), null);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return Object.assign(fake, {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}${prefix}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

class Fake {
  readonly at = aRepository();
  readonly calls: string[] = [];
  readonly violations: string[] = [];
  readonly #prefix: string;
  readonly #faults = new Map<string, Fault[]>();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #acts = new Map<string, (() => void)[]>();
  #app: Parameters<FakeGitHub["install"]>[0] | null = null;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  fail(operation: string, fault: Fault): void {
    this.#faults.set(operation, [...(this.#faults.get(operation) ?? []), fault]);
  }

  before(operation: string, act: () => void): void {
    this.#acts.set(operation, [...(this.#acts.get(operation) ?? []), act]);
  }

  install(app: Parameters<FakeGitHub["install"]>[0]): void {
    this.#app = app;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const body = text === "" ? undefined : JSON.parse(text);
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    const token = (request.headers.authorization ?? "").replace(/^(?:token|bearer) /i, "");
    if (url.pathname === `${this.#prefix.replace("/v3", "")}/graphql`) return this.#graphql(request, response, token);
    const blob = this.#blobs.get(url.pathname);
    if (blob !== undefined) {
      response.writeHead(request.headers.authorization === undefined ? 200 : 400, {
        "content-type": "application/zip",
      });
      return void response.end(blob);
    }
    const described = describe(request.method ?? "", url.pathname.slice(this.#prefix.length));
    const id = described?.id ?? `${request.method} ${url.pathname}`;
    this.calls.push(id);
    this.#acts.get(id)?.shift()?.();
    const fault = this.#faults.get(id)?.shift() ?? null;
    if (fault !== null && !("when" in fault && fault.when === "after")) return fail(request, response, fault);
    const answer = this.#act(described, { url, body, token });
    if (fault !== null) return fail(request, response, fault);
    if (answer.blob !== undefined) return this.#pointTo(response, answer.blob);
    send(response, answer, { url, described });
  }

  /** Such addresses hold for a while, and refuse whoever sends the token of the API along. */
  #pointTo(response: ServerResponse, blob: Uint8Array): void {
    const at = `/blobs/${this.#blobs.size}`;
    this.#blobs.set(at, blob);
    // Of another origin, as at GitHub, so that nobody's client sends its token along.
    const port = response.socket?.localPort;
    response.writeHead(302, { location: `http://localhost:${port}${at}?signed=yes` }).end();
  }

  #graphql(request: IncomingMessage, response: ServerResponse, token: string): void {
    this.calls.push("graphql");
    const fault = this.#faults.get("graphql")?.shift();
    if (fault !== undefined) {
      fail(request, response, fault);
      return;
    }
    const bearer = this.at.bearers.get(token);
    const value = { data: { viewer: { login: bearer?.login } } };
    send(response, { status: bearer === undefined ? 401 : 200, value }, null);
  }

  #act(described: Described | null, asked: { url: URL; body: Sent | undefined; token: string }): Answer {
    if (described === null) return says(404, "Not Found");
    const wrong = described.violations(asked.url.searchParams, asked.body);
    this.violations.push(...wrong.map((each) => `${described.id}: ${each}`));
    if (wrong.length > 0) return says(422, `Invalid request.\n\n${wrong.join("\n")}`);
    if (described.id.startsWith("apps/")) return this.#appCall(described, asked.token);
    const operation = operations[described.id];
    const bearer = this.at.bearers.get(asked.token);
    if (bearer === undefined) return says(401, "Bad credentials");
    const { owner, repo } = described.path;
    if (operation === undefined || (owner !== undefined && `${owner}/${repo}` !== this.at.fullName))
      return says(404, "Not Found");
    if (!isAllowed(described.id, bearer, operation.needs))
      return says(
        403,
        `Resource not accessible by ${bearer.kind === "person" ? "personal access token" : "integration"}`,
      );
    const { path } = described;
    return operation.act(this.at, { path, query: asked.url.searchParams, body: asked.body ?? {}, bearer });
  }

  #appCall({ id, path }: Described, jwt: string): Answer {
    const app = this.#app;
    const [head = "", claims = "", signature = ""] = jwt.split(".");
    if (app === null) return says(401, "A JSON web token could not be decoded");
    const isSigned = verify(
      "sha256",
      Buffer.from(`${head}.${claims}`),
      createPublicKey(app.publicKey),
      Buffer.from(signature, "base64url"),
    );
    const { iss } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
    if (!isSigned || String(iss) !== app.id) return says(401, "A JSON web token could not be decoded");
    if (id === "apps/get-authenticated") return { status: 200, value: { slug: app.slug } };
    if (path["installation_id"] !== "42") return says(404, "Not Found");
    const token = `ghs_${this.calls.length}`;
    this.at.bearers.set(token, { login: `${app.slug}[bot]`, kind: "installation", may: new Set(app.may) });
    return { status: 201, value: { token, expires_at: "2099-01-01T00:00:00Z", permissions: {} } };
  }
}

/** What may be written may be read. */
function isAllowed(operation: string, { kind, may }: Bearer, needs: readonly string[]): boolean {
  if (operation === "users/get-authenticated") return kind === "person";
  if (needs.includes("checks:write") && kind === "person") return false;
  return needs.length === 0 || needs.some((need) => may.has(need) || may.has(need.replace(":read", ":write")));
}

function says(status: number, message: string): Answer {
  return { status, value: { message, documentation_url: "https://docs.github.com/rest", status: String(status) } };
}

function fail(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
  switch (fault.kind) {
    case "lost":
      request.socket.destroy();
      return;
    case "bad-gateway":
      send(response, says(502, "Server Error"), null);
      return;
    case "says":
      send(response, says(fault.status, fault.message), null);
      return;
    case "secondary-limit":
      if (fault.retryAfter !== null) response.setHeader("retry-after", String(fault.retryAfter));
      send(response, says(fault.status, "You have exceeded a secondary rate limit. Please wait."), null);
      return;
    case "primary-limit":
      response.setHeader("x-ratelimit-remaining", "0").setHeader("x-ratelimit-reset", String(fault.reset));
      send(response, says(403, "API rate limit exceeded for installation ID 42."), null);
      return;
  }
}

function send(
  response: ServerResponse,
  { status, value, list }: Answer,
  to: { readonly url: URL; readonly described: Described | null } | null,
): void {
  response.setHeader("content-type", "application/json; charset=utf-8");
  const shown = list === undefined || to === null ? value : page(response, list, to.url);
  const whole = status < 300 && to?.described ? to.described.complete(status, shown) : shown;
  response.writeHead(status).end(whole === undefined ? "" : JSON.stringify(whole));
}

function page(response: ServerResponse, { all, under }: NonNullable<Answer["list"]>, url: URL): unknown {
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
  const number = Number(url.searchParams.get("page") ?? 1);
  if (all.length > number * size) {
    const next = new URL(url);
    next.searchParams.set("page", String(number + 1));
    response.setHeader("link", `<${next.href}>; rel="next"`);
  }
  const some = all.slice((number - 1) * size, number * size);
  return under === undefined ? some : { total_count: all.length, [under]: some };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
