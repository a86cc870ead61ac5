import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** An application that sends back what it was shown. */
export interface EchoProxy {
  readonly url: string;
  /** Where what is not refused is answered, and the token that is taken there. */
  target: { readonly url: string; readonly token: string };
  /** Requests that were refused with an echo. */
  refused(): number;
  close(): Promise<void>;
}

/** Starts one that believes this token alone; every third write is refused with the token wherever it may stand. */
export async function startEchoProxy(token: string, forms: readonly string[]): Promise<EchoProxy> {
  let writes = 0;
  let refused = 0;
  const proxy = { target: { url: "", token: "" } };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    if (request.method !== "GET") writes += 1;
    if (request.method !== "GET" && writes % 3 === 0) {
      refused += 1;
      return echo(response, forms[refused % forms.length] ?? "");
    }
    const body = await textOf(request);
    const { url, token: own } = proxy.target;
    const answered = await fetch(`${url}${request.url}`, {
      ...{ method: request.method ?? "GET", headers: { authorization: `Bearer ${own}`, ...typeOf(request) } },
      ...(body === "" ? {} : { body }),
    });
    response.writeHead(answered.status, { "content-type": "application/scim+json" }).end(await answered.text());
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    refused: () => refused,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

function echo(response: ServerResponse, form: string): void {
  response.setHeader("x-request-id", form).setHeader("www-authenticate", `Bearer error="${form}"`);
  const body = { schemas: [form], detail: form, scimType: form, status: "400" };
  response.writeHead(400, { "content-type": "application/scim+json" }).end(JSON.stringify(body));
}

function typeOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const type = headers["content-type"];
  return type === undefined ? {} : { "content-type": type };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
