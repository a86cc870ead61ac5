import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** What happens to one request and its answer on the way. */
export type Mishap =
  | { readonly kind: "none" }
  /** The request arrives later. */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The answer comes a few bytes at a time. */
  | { readonly kind: "drip"; readonly bytes: number; readonly everyMs: number }
  /** The connection is reset before the server hears of the request. */
  | { readonly kind: "reset-before" }
  /** The connection is reset after so many bytes of the answer. */
  | { readonly kind: "reset-after"; readonly bytes: number }
  /** The server has acted, and the connection ends without a byte of its answer. */
  | { readonly kind: "cut" }
  /** The server has acted, and whoever asked is told that nothing more comes, after so many bytes. */
  | { readonly kind: "half-close"; readonly bytes: number }
  /** The request waits for this before it goes on to the server. */
  | { readonly kind: "hold-request"; readonly until: Promise<unknown> }
  /** The server has acted; the answer waits for this. */
  | { readonly kind: "hold-answer"; readonly until: Promise<unknown> };

/** One request as it passes. */
interface Passing {
  /** From 1, over all connections. */
  readonly count: number;
  /** From 1 among those that write. */
  readonly write: number | null;
  readonly method: string;
  readonly path: string;
}

/** A way to a server on which things go wrong. */
export interface FaultProxy {
  readonly port: number;
  /** Decides what becomes of each request; nothing at first. */
  decide: (passing: Passing) => Mishap;
  /** Hears of the first bytes of each answer, before they go on. */
  onAnswer: (passing: Passing) => void;
  /** The address behind the proxy as one through it. */
  through(url: string): string;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1 in front of a port there. It reads no more HTTP than the first line of a request. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const counts = { all: 0, writes: 0 };
  const note = (method: string, path: string): Passing => {
    counts.all += 1;
    const isWrite = method !== "GET" && !path.endsWith("/.search");
    if (isWrite) counts.writes += 1;
    return { count: counts.all, write: isWrite ? counts.writes : null, method, path };
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true).on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    }
    new Line(client, upstream).run(note, proxy);
  });
  const proxy = { decide: (_: Passing): Mishap => none, onAnswer: (_: Passing) => {} };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return Object.assign(proxy, {
    port,
    through: (url: string) => url.replace(`:${target}`, `:${port}`),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

const none: Mishap = { kind: "none" };
const firstLine = /^(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP\/1\.1\r\n/;

/** One connection, which carries one request after the other. */
class Line {
  readonly #client: Socket;
  readonly #upstream: Socket;
  #now: { readonly passing: Passing; readonly mishap: Mishap; sent: number } | null = null;
  #up: Promise<unknown> = Promise.resolve();
  #down: Promise<unknown> = Promise.resolve();

  constructor(client: Socket, upstream: Socket) {
    this.#client = client;
    this.#upstream = upstream;
  }

  run(note: (method: string, path: string) => Passing, proxy: Pick<FaultProxy, "decide" | "onAnswer">): void {
    this.#client.on("data", (chunk) => {
      const [, method, path] = firstLine.exec(chunk.toString("latin1")) ?? [];
      if (method !== undefined && path !== undefined) {
        const passing = note(method, path);
        this.#now = { passing, mishap: proxy.decide(passing), sent: 0 };
      }
      this.#request(chunk);
    });
    this.#upstream.on("data", (chunk) => {
      if (this.#now?.sent === 0) proxy.onAnswer(this.#now.passing);
      this.#answer(chunk);
    });
    this.#client.on("end", () => void this.#up.then(() => this.#upstream.end()));
    this.#upstream.on("end", () => void this.#down.then(() => this.#client.end()));
    this.#client.on("close", () => this.#upstream.destroy());
    this.#upstream.on("close", () => void this.#down.then(() => this.#client.destroySoon()));
  }

  #request(chunk: Buffer): void {
    const mishap = this.#now?.mishap ?? none;
    if (mishap.kind === "reset-before") {
      this.#reset();
      return;
    }
    const wait =
      mishap.kind === "delay" ? pause(mishap.milliseconds) : mishap.kind === "hold-request" ? mishap.until : null;
    this.#up = wait === null ? this.#up : this.#up.then(() => wait);
    this.#up = this.#up.then(() => this.#upstream.write(chunk));
  }

  #answer(chunk: Buffer): void {
    const now = this.#now;
    if (now === null) return;
    const { mishap, sent } = now;
    now.sent += chunk.length;
    switch (mishap.kind) {
      case "cut":
        this.#reset();
        return;
      case "reset-after":
        this.#client.write(chunk.subarray(0, Math.max(0, mishap.bytes - sent)));
        if (now.sent >= mishap.bytes) this.#reset();
        return;
      case "half-close":
        this.#client.end(chunk.subarray(0, mishap.bytes));
        this.#upstream.destroy();
        return;
      case "drip":
        for (let at = 0; at < chunk.length; at += mishap.bytes)
          this.#down = this.#down
            .then(() => pause(mishap.everyMs))
            .then(() => this.#client.write(chunk.subarray(at, at + mishap.bytes)));
        return;
      case "hold-answer":
        this.#down = this.#down.then(() => mishap.until).then(() => this.#client.write(chunk));
        return;
      case "none":
      case "delay":
      case "hold-request":
      case "reset-before":
        this.#down = this.#down.then(() => this.#client.write(chunk));
    }
  }

  #reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.destroy();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
