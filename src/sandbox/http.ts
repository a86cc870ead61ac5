import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, Delivery } from "./delivery.ts";

/** The most bytes of a request body that are read. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The body of a request as text, or null when it is too large. Rejects when the client goes away. */
export async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8");
}

/** Sends an answer to the client, or fails to in the way that the delivery says. */
export function deliver(response: ServerResponse, delivery: Delivery, requestId: string): void {
  switch (delivery.kind) {
    case "answer":
      head(response, delivery, requestId).end(delivery.payload);
      return;
    case "hang":
      return;
    case "reset":
      reset(response, delivery.midway, requestId);
      return;
    case "drip":
      drip(response, delivery, requestId);
      return;
  }
}

function head(response: ServerResponse, answer: Answer, requestId: string): ServerResponse {
  const hasBody = answer.status !== 204 && answer.status !== 304;
  const length = hasBody ? { "content-length": String(Buffer.byteLength(answer.payload)) } : {};
  return response.writeHead(answer.status, { ...answer.headers, ...length, "x-request-id": requestId });
}

function reset(response: ServerResponse, midway: Answer | null, requestId: string): void {
  if (midway === null) {
    response.socket?.resetAndDestroy();
    return;
  }
  const half = midway.payload.slice(0, Math.floor(midway.payload.length / 2));
  head(response, midway, requestId).write(half, () => response.destroy());
}

function drip(response: ServerResponse, slow: Extract<Delivery, { kind: "drip" }>, requestId: string): void {
  const bytes = Buffer.from(slow.answer.payload);
  const step = Math.max(1, Math.floor(slow.bytes));
  let at = 0;
  head(response, slow.answer, requestId);
  const timer = setInterval(() => {
    response.write(bytes.subarray(at, at + step));
    at += step;
    if (at < bytes.length) return;
    clearInterval(timer);
    response.end();
  }, slow.everyMs);
  response.once("close", () => clearInterval(timer));
}
