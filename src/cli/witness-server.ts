import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { OpenWitness } from "../run/open-witness.ts";
import { submitCheckpoint } from "../run/submit-checkpoint.ts";

const maxBytes = 64 * 1024;

/** Answers `add-checkpoint`, and serves the checkpoints cosigned last (C2SP tlog-witness), on this machine alone; port 0: any. */
export async function serveWitness(
  witness: OpenWitness,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    answer(witness, incoming, response).catch(() => response.destroy());
  });
  server.requestTimeout = 10_000;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: typeof address === "object" && address !== null ? address.port : port, close };
}

async function answer(witness: OpenWitness, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = incoming.url ?? "";
  const [, hash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  if (incoming.method === "GET" && hash !== undefined) {
    const note = witness.latest(hash);
    return note === null ? reply(response, 404) : reply(response, 200, note);
  }
  if (path !== "/add-checkpoint") return reply(response, 404);
  if (incoming.method !== "POST") return reply(response, 405);
  const { status, body, type } = await submitCheckpoint(witness, await readBody(incoming));
  return reply(response, status, body, type);
}

function reply(response: ServerResponse, status: number, body = "", type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type });
  response.end(body);
}

/** Null: it is longer than any request is. */
async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
