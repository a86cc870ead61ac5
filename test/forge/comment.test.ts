import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { publishComment } from "../../src/forge/comment.ts";

interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

/** GitHub's comment endpoints on a real socket, with the faults a test asks for. */
function fakeGitHub() {
  const comments: StoredComment[] = [];
  const calls: string[] = [];
  const wishes = { loseCreate: false, workflowToken: false };
  const server: Server = createServer((request, response) => {
    void answer(request).then(({ status, value, link }) => {
      response.writeHead(status, { "content-type": "application/json", ...(link === undefined ? {} : { link }) });
      response.end(value === undefined ? "" : JSON.stringify(value));
    });
  });
  const show = (comment: StoredComment) => ({ ...comment, html_url: `https://github.example/c/${comment.id}` });
  async function answer(request: IncomingMessage): Promise<{ status: number; value?: unknown; link?: string }> {
    const url = new URL(request.url ?? "/", "http://local");
    calls.push(`${request.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body: { body?: string } = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (url.pathname === "/user")
      return wishes.workflowToken
        ? { status: 403, value: { message: "no" } }
        : { status: 200, value: { login: "robot" } };
    const id = Number(/comments\/(\d+)$/.exec(url.pathname)?.[1] ?? 0);
    const found = comments.find((comment) => comment.id === id);
    if (request.method === "GET") {
      const page = Number(url.searchParams.get("page") ?? 1);
      const next = `<http://${request.headers.host}${url.pathname}?per_page=100&page=${page + 1}>; rel="next"`;
      const value = comments.slice((page - 1) * 100, page * 100).map(show);
      return comments.length > page * 100 ? { status: 200, value, link: next } : { status: 200, value };
    }
    if (request.method === "POST") {
      const comment = {
        id: 1000 + comments.length,
        body: body.body ?? "",
        user: { login: wishes.workflowToken ? "github-actions[bot]" : "robot" },
      };
      comments.push(comment);
      return wishes.loseCreate
        ? { status: 502, value: { message: "bad gateway" } }
        : { status: 201, value: show(comment) };
    }
    if (request.method === "PATCH" && found !== undefined) {
      found.body = body.body ?? "";
      return { status: 200, value: show(found) };
    }
    if (request.method === "DELETE") {
      comments.splice(
        comments.findIndex((comment) => comment.id === id),
        1,
      );
      return { status: 204 };
    }
    return { status: 404, value: { message: "not found" } };
  }
  return { comments, calls, wishes, server };
}

describe("publishing the plan as a comment", () => {
  const github = { current: fakeGitHub(), url: "" };
  const access = () => ({ owner: "meridian", repository: "access", token: "t", apiUrl: github.url });

  beforeEach(async () => {
    github.current = fakeGitHub();
    await new Promise<void>((resolve) => github.current.server.listen(0, "127.0.0.1", resolve));
    const address = github.current.server.address();
    github.url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  });
  afterEach(() => new Promise((resolve) => github.current.server.close(resolve)));

  test("creates one comment, then updates it in place, then leaves it alone", async () => {
    const first = await publishComment(access(), 7, "plan one");
    const second = await publishComment(access(), 7, "plan two");
    const third = await publishComment(access(), 7, "plan two");
    expect([first.kind, second.kind, third.kind]).toEqual(["created", "updated", "unchanged"]);
    expect(new Set([first.id, second.id, third.id]).size).toBe(1);
    expect(github.current.comments.map(({ body }) => body)).toEqual(["<!-- rollcall:plan v1 pr=7 -->\nplan two"]);
  });

  test("finds its comment behind the first page", async () => {
    for (let id = 1; id <= 150; id += 1)
      github.current.comments.push({ id, body: "chat", user: { login: "somebody" } });
    await publishComment(access(), 7, "plan one");
    const second = await publishComment(access(), 7, "plan two");
    expect(second.kind).toBe("updated");
    expect(github.current.comments.filter(({ body }) => body.includes("plan"))).toHaveLength(1);
  });

  test("leaves a comment alone in which somebody else pasted the marker", async () => {
    github.current.comments.push({
      id: 5,
      body: "<!-- rollcall:plan v1 pr=7 -->\napproved!",
      user: { login: "mallory" },
    });
    const published = await publishComment(access(), 7, "plan");
    expect(published.kind).toBe("created");
    expect(github.current.comments[0]?.body).toContain("approved!");
  });

  test("never repeats a create whose answer was an error", async () => {
    github.current.wishes.loseCreate = true;
    await expect(publishComment(access(), 7, "plan")).rejects.toMatchObject({ status: 502 });
    expect(github.current.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
    github.current.wishes.loseCreate = false;
    expect((await publishComment(access(), 7, "plan")).kind).toBe("unchanged");
    expect(github.current.comments).toHaveLength(1);
  });

  test("removes the second comment of a race and keeps the first", async () => {
    const marker = "<!-- rollcall:plan v1 pr=7 -->";
    const list = github.current.comments;
    const push = list.push.bind(list);
    list.push = (...added) => push({ id: 500, body: `${marker}\nother run`, user: { login: "robot" } }, ...added);
    const published = await publishComment(access(), 7, "plan");
    expect(published.id).toBe(500);
    expect(list.map(({ id }) => id)).toEqual([500]);
  });

  test("knows itself as the actions bot when the token may not ask", async () => {
    github.current.wishes.workflowToken = true;
    await publishComment(access(), 7, "plan one");
    expect((await publishComment(access(), 7, "plan two")).kind).toBe("updated");
  });
});
