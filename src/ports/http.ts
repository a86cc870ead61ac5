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

/** Why no usable answer came. `sent`: the request may have had its effect. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly kind: "refused" | "reset" | "timeout" | "too-large" | "tls" | "aborted";
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
}

/** Connections to one origin; throws `HttpFailure` and nothing else. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Opens a client for one origin (scheme, host and port; nothing else is ever called). */
export type OpenHttp = (origin: string, limits: HttpLimits) => HttpClient;
