import { once } from "node:events";
import { request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { TlsOptions } from "node:tls";

/** A way to a plain HTTP service that asks for certificates, and for tokens of its own. */
export interface TlsProxy {
  readonly origin: string;
  /** Tokens that came, in order. */
  readonly tokens: readonly string[];
  /** Answers instead of the service; true when it did. */
  intercept: (request: IncomingMessage, response: ServerResponse, token: string) => boolean;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1; what passes reaches `target` with `token` instead of its own. */
export async function startTlsProxy(
  { target, token }: { readonly target: string; readonly token: string },
  tls: TlsOptions,
): Promise<TlsProxy> {
  const tokens: string[] = [];
  const proxy = { tokens, intercept: (..._: [IncomingMessage, ServerResponse, string]) => false };
  const server = createServer(tls, (request, response) => {
    const own = request.headers.authorization?.replace("Bearer ", "") ?? "";
    tokens.push(own);
    if (proxy.intercept(request, response, own)) return;
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    const onward = forward(new URL(request.url ?? "/", target), { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(proxy, { origin: `https://127.0.0.1:${address.port}`, close });
}
