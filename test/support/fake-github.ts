import { createServer, type IncomingMessage } from "node:http";
import type { GitHubAccess } from "../../src/forge/github.ts";
import { answerLimit } from "../../src/forge/patience.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { FakeClock } from "./fake-clock.ts";

interface StoredPull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  title: string;
  body: string;
  /** Full name of the repository of the branch. */
  from: string;
}

/** What calling it takes of the world: pauses are jumped over, and an answer may take as long as it takes. */
export function patience() {
  const clock = new FakeClock();
  const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (milliseconds === answerLimit) await new Promise((_, reject) => signal?.addEventListener("abort", reject));
  };
  const passing: Clock = { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep };
  return { clock: passing, signal: new AbortController().signal };
}

/** GitHub's pull requests on a real socket, with the faults that a test asks for. */
export async function fakeGitHub() {
  const pulls: StoredPull[] = [];
  const calls: string[] = [];
  const wishes = { loseCreate: false, refuseCreate: false };
  const show = ({ head, base, from, ...pull }: StoredPull) => ({
    ...pull,
    html_url: `https://github.example/pull/${pull.number}`,
    head: { ref: head, repo: { full_name: from } },
    base: { ref: base },
  });
  const answer = async (request: IncomingMessage): Promise<readonly [status: number, value: unknown]> => {
    const url = new URL(request.url ?? "/", "http://local");
    calls.push(`${request.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (url.pathname === "/repos/meridian/access") return [200, { default_branch: "main" }];
    if (request.method === "GET") {
      const head = url.searchParams.get("head")?.split(":")[1];
      return [200, pulls.filter((pull) => pull.head === head).map(show)];
    }
    const known = pulls.find(({ number }) => url.pathname.endsWith(`/${number}`));
    if (request.method === "PATCH" && known !== undefined) return [200, show(Object.assign(known, body))];
    if (wishes.refuseCreate) return [422, { message: "no" }];
    const { head, base, title, body: text } = body;
    const pull = { number: pulls.length + 1, head, base, title, body: text, from: "meridian/access" };
    pulls.push(pull);
    return wishes.loseCreate ? [502, { message: "bad gateway" }] : [201, show(pull)];
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, value]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const access: GitHubAccess = {
    owner: "meridian",
    repository: "access",
    credentials: { kind: "token", token: "t" },
    apiUrl: `http://127.0.0.1:${port}`,
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { pulls, calls, wishes, access, close };
}
