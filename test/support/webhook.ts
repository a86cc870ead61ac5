import { createServer } from "node:http";

/** One post that was taken. */
interface Heard {
  readonly key: unknown;
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A webhook on this machine that answers with these codes in turn, and then with 202. */
export async function openWebhook(...answers: number[]) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      const status = answers.shift() ?? 202;
      const body: unknown = JSON.parse(text);
      if (status < 300) heard.push({ key: request.headers["idempotency-key"], body, at: Date.now() });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the webhook has no port");
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { heard, url: `http://127.0.0.1:${address.port}/hook`, close };
}
