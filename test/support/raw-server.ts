import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Population } from "./hostile-population.ts";

/** A request as a trick sees it. */
export interface Asked {
  /** Of all requests, from 1. */
  readonly number: number;
  /** Below the base, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether it asks for a page of all accounts. */
  readonly isAccounts: boolean;
  readonly start: number;
}

/** What an honest server would answer to a GET. */
export interface Honest {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** What goes over the wire instead. */
export type Answered =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly text: string }
  /** Writes, or breaks, whatever it likes. */
  | ((response: ServerResponse, server: RawServer) => void);

/** Answers some requests in its own way; null is honest. */
export type Trick = (asked: Asked, honest: Honest) => Answered | null;

/** A SCIM server of a few lines, with nothing of ours or of the sandbox in it, that can be made to say anything. */
export class RawServer {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #population: Population;
  readonly #trick: Trick;
  #requests = 0;
  #sent = 0;
  #mutations = 0;

  constructor(population: Population, trick: Trick) {
    this.#population = population;
    this.#trick = trick;
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => {
        this.#sent += socket.bytesWritten;
        this.#sockets.delete(socket);
      });
    });
  }

  get requests(): number {
    return this.#requests;
  }

  get mutations(): number {
    return this.#mutations;
  }

  /** Bytes that went out, headers and all. */
  get sent(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesWritten, this.#sent);
  }

  /** Listens on loopback; gives the base URL. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/scim/v2`);
      });
    });
  }

  /** Accepts nobody any more, and hangs up on everybody. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    return closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#requests += 1;
    if (request.method !== "GET") this.#mutations += 1;
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const path = url.pathname.replace("/scim/v2", "");
    const query = url.searchParams;
    const isAccounts = path === "/Users" && !query.has("filter");
    const asked = { number: this.#requests, path, query, isAccounts, start: Number(query.get("startIndex") ?? "1") };
    const honest = request.method === "GET" ? this.#honest(asked) : { status: 501, body: {} };
    const answer = this.#trick(asked, honest) ?? { status: honest.status, text: JSON.stringify(honest.body) };
    if (typeof answer === "function") answer(response, this);
    else response.writeHead(answer.status ?? 200, { "content-type": scimJson, ...answer.headers }).end(answer.text);
  }

  #honest({ path, query, start }: Asked): Honest {
    const [, kind, id] = path.split("/");
    const all = kind === "Users" ? this.#population.users : this.#population.groups;
    if (id !== undefined) {
      const found = all.find((each) => each.id === decodeURIComponent(id));
      return found === undefined ? { status: 404, body: {} } : { status: 200, body: { ...found } };
    }
    const wanted = /^(\w+) eq "(.*)"$/.exec(query.get("filter") ?? "");
    const matching = wanted === null ? all : all.filter((each) => each[wanted[1] ?? ""] === wanted[2]);
    const from = query.has("cursor") ? Number(query.get("cursor")) : start - 1;
    const count = Math.min(pageSize, Number(query.get("count") ?? pageSize));
    const resources = matching.slice(from, from + count);
    const isMore = from + count < matching.length;
    const place = query.has("cursor") ? (isMore ? { nextCursor: String(from + count) } : {}) : { startIndex: start };
    const numbers = { totalResults: matching.length, itemsPerPage: resources.length };
    return { status: 200, body: { schemas: [listSchema], ...numbers, ...place, Resources: resources } };
  }
}

const pageSize = 20;
const scimJson = "application/scim+json";
const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
