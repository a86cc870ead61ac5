import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { TlsOptions } from "node:tls";

/** One request for a token, as it came. */
interface TokenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** Answers one request; nothing is sent before it does. */
type GiveToken = (request: TokenRequest, response: ServerResponse) => void;

/** A token endpoint that gives `token-1`, `token-2` and so on, unless the test says otherwise. */
export interface TokenEndpoint {
  readonly url: string;
  readonly requests: readonly TokenRequest[];
  give: GiveToken;
  /** `expires_in`; null leaves it out. */
  lifetime: number | null;
  close(): Promise<void>;
}

/** Answers with a status and JSON. */
export function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Starts one on 127.0.0.1; with TLS when there is something to show. */
export async function startTokenEndpoint(tls: TlsOptions | null = null, prefix = "token-"): Promise<TokenEndpoint> {
  const requests: TokenRequest[] = [];
  const endpoint = {
    requests,
    lifetime: 3600 as number | null,
    give: (_: TokenRequest, response: ServerResponse) => {
      const expiry = endpoint.lifetime === null ? {} : { expires_in: endpoint.lifetime };
      answerJson(response, 200, { access_token: `${prefix}${requests.length}`, token_type: "Bearer", ...expiry });
    },
  };
  const server = tls === null ? createServer() : createTlsServer(tls);
  server.on("request", async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const asked = { url: request.url ?? "", headers: request.headers, form: new URLSearchParams(text) };
    requests.push(asked);
    endpoint.give(asked, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `${tls === null ? "http" : "https"}://127.0.0.1:${address.port}/token`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(endpoint, { url, close });
}
