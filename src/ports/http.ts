import type { SecureContext } from "node:tls";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Dispatcher, Pool } from "undici";
import { checkLiteral, ForbiddenAddress, lookupWithin, reachOf } from "./address.ts";
import { Watch } from "./signal.ts";
import { codeOf, type HttpTls, isCertificateAlert, secureContextOf } from "./tls.ts";

/** One HTTP request to the origin a client was opened for; redirects are never followed. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, absolute on the origin: `/scim/v2/Users?count=100`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** An answer with its body read whole, within the client's limit of decompressed bytes. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Why no usable answer came. `sent`: the request may have had its effect. `tls` is a server that cannot be trusted, `certificate` one
 * that does not trust us: it asks for another client certificate, or for any. `private` is an address that is out of reach.
 */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly kind: "refused" | "reset" | "timeout" | "too-large" | "tls" | "certificate" | "private" | "aborted";
  readonly sent: boolean;

  constructor(kind: HttpFailure["kind"], message: string, options: { sent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.sent = options.sent;
  }
}

/** Limits that hold for every request of a client. */
export interface HttpLimits {
  /** From sending to the last byte of the answer, in milliseconds. */
  readonly deadline: number;
  /** Decompressed bytes of one body. */
  readonly maxBytes: number;
  readonly connections: number;
  /** How texts of bodies are bytes: UTF-8 when left out; with `latin1` each character is a byte. */
  readonly bodies?: "utf8" | "latin1";
  /** Left out, public: nobody but a host that is this machine by its name may be at a private address. */
  readonly network?: "public" | "private";
}

/** Connections to one origin; throws `HttpFailure` and nothing else. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Opens a client for one origin (scheme, host and port; nothing else is ever called). */
export type OpenHttp = (origin: string, limits: HttpLimits, tls?: HttpTls | null) => HttpClient;

/**
 * The real network. TLS 1.2 at least and certificates checked, whatever the environment says; a slow drip of bytes ends at the
 * deadline, a compressed bomb at the limit of decompressed bytes.
 */
export const openHttp: OpenHttp = (origin, limits, tls = null) => {
  let pool: Promise<Pool> | null = null;
  const open = () => {
    pool ??= openPool(origin, limits, tls);
    return pool;
  };
  const watch = new Watch();
  const trust: Trust = { showsCertificate: tls !== null && tls.client !== null, hasAnswered: false };
  return {
    send: async (request) => exchange(await open(), request, { limits, trust, watch }),
    close: async () => {
      watch.close();
      await (await pool?.catch(() => null))?.destroy();
    },
  };
};

/** What one client knows of how its certificate is received. */
interface Trust {
  readonly showsCertificate: boolean;
  hasAnswered: boolean;
}

/** undici takes a while to load, and most commands never call anybody. */
async function openPool(origin: string, limits: HttpLimits, tls: HttpTls | null): Promise<Pool> {
  const { hostname } = new URL(origin);
  const reach = reachOf(hostname, limits.network ?? "public");
  try {
    checkLiteral(hostname, reach);
  } catch (error) {
    throw new HttpFailure("private", messageOf(error), { sent: false, cause: error });
  }
  const { Pool: OnePool } = await import("undici");
  return new OnePool(origin, {
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      secureContext: contextOf(tls),
      rejectUnauthorized: true,
      timeout: limits.deadline,
      lookup: lookupWithin(reach),
    },
  });
}

function contextOf(tls: HttpTls | null): SecureContext {
  try {
    return secureContextOf(tls);
  } catch {
    throw new HttpFailure("certificate", "the certificates and the key for TLS cannot be used", { sent: false });
  }
}

function exchange(
  pool: Pool,
  request: HttpRequest,
  { limits, trust, watch }: { readonly limits: HttpLimits; readonly trust: Trust; readonly watch: Watch },
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const answer = new Answer(limits, trust, (failure) => finish(() => reject(failure)));
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      watch.remove(request.signal, onAbort);
      settle();
    };
    const onAbort = () => answer.fail("aborted", "the request was aborted", request.signal.reason);
    const timer = setTimeout(
      () => answer.fail("timeout", `no whole answer within ${limits.deadline} ms`),
      limits.deadline,
    );
    answer.whenDone = (response) => finish(() => resolve(response));
    if (request.signal.aborted) return onAbort();
    watch.add(request.signal, onAbort);
    const { method, path } = request;
    const body = request.body === null ? null : Buffer.from(request.body, limits.bodies ?? "utf8");
    const headers = { "accept-encoding": "gzip, br", ...request.headers };
    try {
      pool.dispatch({ method, path, headers, body }, answer);
    } catch (error) {
      answer.fail("refused", messageOf(error), error);
    }
  });
}

/** Collects one answer as its bytes come, and gives up at the first thing that is wrong. */
class Answer implements Dispatcher.DispatchHandler {
  whenDone: (response: HttpResponse) => void = () => {};
  readonly #maxBytes: number;
  readonly #bodies: "utf8" | "latin1";
  readonly #trust: Trust;
  readonly #whenFailed: (failure: HttpFailure) => void;
  readonly #chunks: Uint8Array[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #decoder: Decoder | null = null;
  #failure: HttpFailure | null = null;
  #received = 0;
  #decoded = 0;
  #status = 0;
  #headers: Record<string, string> = {};

  constructor(limits: HttpLimits, trust: Trust, whenFailed: (failure: HttpFailure) => void) {
    this.#maxBytes = limits.maxBytes;
    this.#bodies = limits.bodies ?? "utf8";
    this.#trust = trust;
    this.#whenFailed = whenFailed;
  }

  /** Called when a connection is there and the first byte is about to leave: from now on the request may have its effect. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== null) controller.abort(this.#failure);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    this.#trust.hasAnswered = true;
    if (status < 200) return;
    this.#status = status;
    this.#headers = flatten(headers);
    const encoding = this.#headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
    if (encoding === "identity" || encoding === "") return;
    const open = decoders[encoding];
    if (open === undefined) this.fail("reset", "the answer comes in an encoding that was not asked for");
    else this.#decodeWith(open());
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#failure !== null) return;
    this.#received += chunk.length;
    if (this.#received > this.#maxBytes) this.#failTooLarge();
    else if (this.#decoder === null) this.#chunks.push(chunk);
    else this.#decoder.write(chunk);
  }

  onResponseEnd(): void {
    if (this.#decoder === null) this.#done();
    else this.#decoder.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(this.#kindOf(error), messageOf(error), error);
  }

  /** Some servers say by an alert that a certificate is missing or wrong; others just hang up on whom they do not know. */
  #kindOf(error: Error): HttpFailure["kind"] {
    if (isCertificateAlert(error)) return "certificate";
    const isHangUp = this.#controller !== null || codeOf(error) === "ECONNRESET";
    if (isHangUp && this.#trust.showsCertificate && !this.#trust.hasAnswered) return "certificate";
    return this.#controller === null ? kindOfConnectFailure(error) : "reset";
  }

  fail(kind: HttpFailure["kind"], message: string, cause?: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = new HttpFailure(kind, message, { sent: this.#controller !== null, cause });
    this.#decoder?.destroy();
    this.#controller?.abort(this.#failure);
    this.#whenFailed(this.#failure);
  }

  #decodeWith(decoder: Decoder): void {
    this.#decoder = decoder;
    decoder.on("data", (chunk: Uint8Array) => {
      this.#decoded += chunk.length;
      if (this.#decoded > this.#maxBytes) this.#failTooLarge();
      else this.#chunks.push(chunk);
    });
    decoder.on("error", (error) => this.fail("reset", "the answer's compression is broken", error));
    decoder.on("end", () => this.#done());
  }

  #failTooLarge(): void {
    this.fail("too-large", `the answer has more than ${this.#maxBytes} bytes`);
  }

  #done(): void {
    if (this.#failure !== null) return;
    const body = Buffer.concat(this.#chunks).toString(this.#bodies);
    this.whenDone({ status: this.#status, headers: this.#headers, body });
  }
}

type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;
type Decoder = ReturnType<typeof createGunzip>;

const decoders: Readonly<Record<string, () => Decoder>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  br: () => createBrotliDecompress(),
  deflate: () => createInflate(),
};

function flatten(headers: IncomingHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function kindOfConnectFailure(error: Error): HttpFailure["kind"] {
  if (error instanceof ForbiddenAddress) return "private";
  return /CERT|TLS|SSL|UNABLE_TO|EPROTO/.test(codeOf(error)) ? "tls" : "refused";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
