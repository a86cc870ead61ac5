import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createRequire } from "node:module";
import { createServer as createRawServer, type Socket } from "node:net";
import tls from "node:tls";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { type HttpClient, HttpFailure, type HttpLimits, type HttpRequest, openHttp } from "../../src/ports/http.ts";

const limits: HttpLimits = { deadline: 5_000, maxBytes: 100_000, connections: 2 };
const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe("a whole answer", () => {
  test("comes with its status, its headers in lower case and its text", async () => {
    const client = await clientOf((request, response) => {
      response.setHeader("ETag", 'W/"1"');
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.end(`${request.method} ${request.url} ${request.headers["x-probe"]}`);
    });
    const answer = await client.send(get({ headers: { "X-Probe": "here" } }));
    expect(answer.status).toBe(200);
    expect(answer.headers["etag"]).toBe('W/"1"');
    expect(answer.headers["set-cookie"]).toBe("a=1, b=2");
    expect(answer.body).toBe("GET /x here");
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("is unpacked when it comes in %s", async (encoding, pack) => {
    const client = await clientOf((_, response) => {
      response.setHeader("content-encoding", encoding);
      response.end(pack(Buffer.from("grüße".repeat(1000))));
    });
    expect((await client.send(get())).body).toBe("grüße".repeat(1000));
  });

  test("that redirects is given as it is, and nobody else is called", async () => {
    let calls = 0;
    const client = await clientOf((_, response) => {
      calls += 1;
      response.writeHead(302, { location: "http://127.0.0.1:1/elsewhere" }).end();
    });
    expect((await client.send(get())).status).toBe(302);
    expect(calls).toBe(1);
  });
});

describe("no whole answer", () => {
  test("is refused and unsent when nobody listens", async () => {
    const server = createServer();
    const origin = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const failure = await failureOf(open(origin).send(get()));
    expect([failure.kind, failure.sent]).toEqual(["refused", false]);
  });

  test("is a reset, and sent, when the connection breaks after the request", async () => {
    const client = await clientOf((request) => request.socket.destroy());
    const failure = await failureOf(client.send(get({ method: "POST", body: "{}" })));
    expect([failure.kind, failure.sent]).toEqual(["reset", true]);
  });

  test("is a reset when the body ends early", async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("only this", () => response.socket?.destroy());
    });
    expect((await failureOf(client.send(get()))).kind).toBe("reset");
  });

  test("ends at the deadline also when bytes keep dripping", async () => {
    const client = await clientOf(
      (_, response) => {
        const drip = setInterval(() => response.write("."), 20);
        response.on("close", () => clearInterval(drip));
      },
      { ...limits, deadline: 150 },
    );
    const failure = await failureOf(client.send(get()));
    expect([failure.kind, failure.sent]).toEqual(["timeout", true]);
  });

  test("ends at the deadline when the application accepts and says nothing", async () => {
    const origin = await rawServer(() => {});
    const failure = await failureOf(open(origin, { ...limits, deadline: 100 }).send(get()));
    expect([failure.kind, failure.sent]).toEqual(["timeout", true]);
  });

  test("is too large when plain bytes pass the limit", async () => {
    const client = await clientOf((_, response) => response.end("x".repeat(200_000)));
    expect((await failureOf(client.send(get()))).kind).toBe("too-large");
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("is too large when a small %s body unpacks past the limit", async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(5_000_000));
    expect(bomb.length).toBeLessThan(limits.maxBytes);
    const client = await clientOf((_, response) => {
      response.setHeader("content-encoding", encoding);
      response.end(bomb);
    });
    expect((await failureOf(client.send(get()))).kind).toBe("too-large");
  });

  test("is a reset when the compression is broken or unknown", async () => {
    const broken = await clientOf((_, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end("not gzip");
    });
    expect((await failureOf(broken.send(get()))).kind).toBe("reset");
    const unknown = await clientOf((_, response) => {
      response.setHeader("content-encoding", "zstd");
      response.end("?");
    });
    expect((await failureOf(unknown.send(get()))).kind).toBe("reset");
  });
});

describe("an abort", () => {
  test("before sending leaves nothing sent", async () => {
    let calls = 0;
    const client = await clientOf((_, response) => {
      calls += 1;
      response.end();
    });
    const failure = await failureOf(client.send(get({ signal: AbortSignal.abort() })));
    expect([failure.kind, failure.sent, calls]).toEqual(["aborted", false, 0]);
  });

  test("while waiting for the answer is told as sent", async () => {
    const abort = new AbortController();
    const client = await clientOf(() => abort.abort());
    const failure = await failureOf(client.send(get({ signal: abort.signal })));
    expect([failure.kind, failure.sent]).toEqual(["aborted", true]);
  });

  test("of a request that waits for a free connection leaves it unsent", async () => {
    const abort = new AbortController();
    const seen: string[] = [];
    const client = await clientOf(
      (request) => {
        seen.push(request.url ?? "");
        if (seen.length === 1) setImmediate(() => abort.abort());
      },
      { ...limits, connections: 1, deadline: 400 },
    );
    const first = failureOf(client.send(get()));
    const second = await failureOf(client.send(get({ path: "/second", signal: abort.signal })));
    expect([second.kind, second.sent]).toEqual(["aborted", false]);
    expect((await first).kind).toBe("timeout");
    expect(seen).toEqual(["/x"]);
  });
});

describe("TLS", () => {
  test("refuses a certificate nobody vouches for, also when the environment says not to check", async () => {
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    closers.push(() => {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    });
    const origin = await tlsServer({});
    const failure = await failureOf(open(origin).send(get()));
    expect([failure.kind, failure.sent]).toEqual(["tls", false]);
  });

  test("refuses versions before 1.2, also when the process default allows them", async () => {
    const before = tls.DEFAULT_MIN_VERSION;
    tls.DEFAULT_MIN_VERSION = "TLSv1";
    closers.push(() => {
      tls.DEFAULT_MIN_VERSION = before;
    });
    const origin = await tlsServer({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    const failure = await failureOf(open(origin).send(get()));
    expect([failure.kind, failure.sent]).toEqual(["tls", false]);
  });
});

function get(more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "GET", path: "/x", headers: {}, body: null, signal: new AbortController().signal, ...more };
}

async function failureOf(answer: Promise<unknown>): Promise<HttpFailure> {
  const failure = await answer.then(
    () => null,
    (error: unknown) => error,
  );
  if (failure instanceof HttpFailure) return failure;
  throw new Error(`expected an HttpFailure, got ${String(failure)}`);
}

function open(origin: string, within = limits): HttpClient {
  const client = openHttp(origin, within);
  closers.push(() => client.close());
  return client;
}

async function clientOf(listener: RequestListener, within = limits): Promise<HttpClient> {
  const server = createServer(listener);
  const origin = await listen(server);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return open(origin, within);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${portOf(server.address())}`;
}

async function rawServer(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createRawServer((socket) => {
    sockets.push(socket);
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${portOf(server.address())}`;
}

async function tlsServer(options: tls.SecureContextOptions): Promise<string> {
  const sshpk = createRequire(import.meta.url)("sshpk");
  const key = sshpk.generatePrivateKey("ecdsa");
  const certificate = sshpk.createSelfSignedCertificate(sshpk.identityForHost("127.0.0.1"), key);
  const server = createTlsServer(
    { key: key.toString("pkcs8"), cert: certificate.toString("pem"), ...options },
    (_, response) => response.end("reached"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: ReturnType<Server["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
