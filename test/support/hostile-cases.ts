import type { ErrorCode } from "../../src/model/error.ts";
import type { Fault } from "../../src/sandbox/faults/faults.ts";
import type { Answered, Honest, Trick } from "./raw-server.ts";
import { isListed, type Listed, relisted } from "./relisted.ts";

/** One way in which a server is broken or lies, and what a read of it comes to. */
export interface HostileCase {
  /** As docs/scim.md names it. */
  readonly behaviour: string;
  readonly outcome: "complete" | "untrusted" | Extract<ErrorCode, `application-${string}`>;
  /** What Rollcall says; docs/scim.md promises it. */
  readonly says: string;
  /** Faults of the sandbox, or a server that was made for it. */
  readonly server: { readonly faults: readonly Fault[] } | { readonly trick: () => Trick };
  readonly profile?: string;
  /** Milliseconds that a request may take, where the case is about waiting. */
  readonly deadline?: number;
  /** Bytes that the server gets rid of at most. */
  readonly maxSent?: number;
}

const always = Number.POSITIVE_INFINITY;
const accounts = { path: "/Users", times: always } as const;
const late = { ...accounts, query: "startIndex=21" } as const;
const whole = "nothing: the listing is whole";

const broken: readonly HostileCase[] = [
  lying("a sign-in page with status 200", "where JSON is due", { ...accounts, kind: "login-page" }),
  lying("truncated JSON", "JSON that cannot be read", { ...accounts, kind: "truncated-json" }),
  lying("JSON as text/plain", "answered with text/plain", { ...accounts, kind: "wrong-content-type" }),
  lying("a redirect to another origin", "redirects are not followed", { ...accounts, kind: "redirect" }),
  lying("a gzip bomb", "more bytes than are read", { ...accounts, kind: "gzip-bomb", megabytes: 40 }),
  lying("500 from the second page on", "answered 500", { ...late, kind: "status", status: 500 }),
  lying("a connection that breaks in the middle of a page", "broke the connection", {
    ...late,
    kind: "reset-midway",
  }),
  lying("a wait of a day (Retry-After)", "asks to wait 86400 seconds", {
    ...late,
    kind: "status",
    status: 429,
    retryAfter: "86400",
  }),
  lying("429 without end", "answered 429", { ...late, kind: "status", status: 429, retryAfter: "1" }),
  {
    ...lying("a few bytes at a time", "did not answer in time", {
      ...accounts,
      kind: "slow-drip",
      bytes: 1,
      everyMs: 20,
    }),
    deadline: 150,
  },
  { ...lying("no answer at all", "did not answer in time", { ...late, kind: "hang-before-effect" }), deadline: 150 },
  {
    ...lying("401 from the second page on", "answered 401", { ...late, kind: "status", status: 401 }),
    outcome: "application-refused",
  },
  {
    ...odd("a header without end", "broke the connection", () => (response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\nX-Endless: ");
      pour(response.socket, "a".repeat(64 * 1024));
    }),
    maxSent: 48 * 1024 * 1024,
  },
  {
    ...odd("a body without end", "more bytes than are read", () => (response) => {
      response.writeHead(200, { "content-type": "application/scim+json" });
      pour(response, " ".repeat(256 * 1024));
    }),
    maxSent: 11 * 20 * 1024 * 1024,
  },
  odd("chunks that are none", "broke the connection", () => (response) => {
    response.socket?.end(
      "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    );
  }),
  odd("an encoding that was not asked for", "broke the connection", ({ body }) => ({
    headers: { "content-encoding": "zstd" },
    text: JSON.stringify(body),
  })),
  odd("JSON that is 20,000 deep", "JSON that cannot be read", () => ({
    text: `{"totalResults":1,"Resources":[{"id":"a","userName":"a","x":${"[".repeat(20_000)}${"]".repeat(20_000)}}]}`,
  })),
  odd("a list where an object is due", "JSON that is no SCIM message", () => ({ text: "[]" })),
  odd("an error in a 200", "JSON that is no listing", () => ({
    text: '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"500"}',
  })),
  odd("an empty 200", "answered with nothing", () => ({ text: "" })),
  odd("204 to a GET", "answered with nothing", () => ({ status: 204, text: "" })),
  odd("a server that goes away after the first page", "does not accept connections", (_, { start, number }) => {
    return number === 1 || start === 1 ? null : (_response, server) => void server.close();
  }),
  odd("a wait of four minutes again and again", "takes longer than 60 minutes", (_, { number }) => {
    return number % 20 === 0 ? null : { status: 429, headers: { "retry-after": "240" }, text: "" };
  }),
];

const untrusted: readonly HostileCase[] = [
  doubtful("the first page again and again", "a page came twice", { ...accounts, kind: "page-repeated" }),
  doubtful("pages without end", "it goes on past its total", { ...accounts, kind: "endless-pages" }),
  doubtful("a page that is cut short", "it counts 60 and shows 55", { ...late, kind: "page-cut", keep: 15 }),
  doubtful("a total that is too high", "it counts 62 and shows 60", { ...accounts, kind: "total-off", by: 2 }),
  doubtful("a total that is too low", "it goes on past its total", { ...accounts, kind: "total-off", by: -20 }),
  doubtful("an account twice on a page", "it counts 60 and shows 57", { ...accounts, kind: "duplicate-in-page" }),
  untrue("a page that begins elsewhere than asked", "asked for 21, it answered from 1", () => (body) => ({
    ...body,
    startIndex: 1,
  })),
  untrue("a total that shrinks from page to page", "its total changed while it was read", ({ start }) => (body) => ({
    ...body,
    totalResults: 60 - Math.floor(start / 20),
  })),
  untrue(
    "an account on two pages",
    "it counts 60 and shows 59",
    ({ start }) =>
      (body) =>
        start !== 21
          ? body
          : { ...body, Resources: [{ id: "id-e1000", userName: "e1000@acme.example" }, ...body.Resources.slice(1)] },
  ),
  untrue(
    "an account that comes again under another id",
    "two accounts have the same userName",
    ({ start }) =>
      (body) =>
        start !== 21
          ? body
          : {
              ...body,
              Resources: [
                { ...body.Resources[0], id: "other", userName: "E1000@acme.example", externalId: "e1000" },
                ...body.Resources.slice(1),
              ],
            },
  ),
  untrue("ids that are new in every answer", "not there by its id", ({ number }) => (body) => ({
    ...body,
    Resources: body.Resources.map((each) => ({ ...each, id: `${number}-${each["id"]}` })),
  })),
  untrue("a total of nine quadrillions", "more pages than are worth reading", () => (body) => ({
    ...body,
    totalResults: Number.MAX_SAFE_INTEGER,
  })),
  untrue(
    "no total",
    "it does not say how many there are",
    () =>
      ({ totalResults: _, ...body }) =>
        body,
  ),
  untrue(
    "an account that is in no page and in no total",
    "an account that is there is not in the listing",
    () => (body) => {
      const shown = body.Resources.filter(({ id }) => id !== "id-e1059");
      return { ...body, totalResults: 59, itemsPerPage: shown.length, Resources: shown };
    },
  ),
  untrue(
    "one invented account instead of the listing",
    "an account that is there is not in the listing",
    () => (body) => ({
      ...body,
      totalResults: 1,
      Resources: [{ id: "id-e1000", userName: "synthetic" }],
    }),
  ),
  untrue("a resource without an id", "a resource has no id", () => (body) => ({
    ...body,
    Resources: body.Resources.map(({ id: _, ...rest }) => rest),
  })),
  byCursor("a cursor that leads back", "a cursor leads back", () => (body) => ({ ...body, nextCursor: "20" })),
  byCursor("an empty cursor", "a cursor leads back", () => (body) => ({ ...body, nextCursor: "" })),
  byCursor("a cursor as long as a book", "a cursor is longer than any address", () => (body) => ({
    ...body,
    nextCursor: "a".repeat(100_000),
  })),
  byCursor("empty pages by cursor, without end", "its pages are empty and go on", ({ number }) => (body) => ({
    ...body,
    nextCursor: String(number + 1000),
    Resources: [],
  })),
  byCursor("full pages by cursor, without end", "it goes on past its total", ({ number }) => (body) => ({
    ...body,
    itemsPerPage: 20,
    nextCursor: String(number + 1000),
    Resources: body.Resources.length > 0 ? body.Resources : [{ id: String(number), userName: String(number) }],
  })),
  {
    ...{
      behaviour: "a cursor that has always expired",
      outcome: "untrusted",
      says: "its cursor ran out",
      profile: "aws-identity-center",
    },
    server: {
      trick: () => (asked) =>
        asked.isAccounts && asked.query.get("cursor") !== ""
          ? { status: 400, text: '{"scimType":"expiredCursor","status":"400"}' }
          : null,
    },
  },
];

const tolerated: readonly HostileCase[] = [
  fine("500 once", { path: "/Users", kind: "status", status: 500 }),
  fine("a filter that finds nothing", { path: "/Users", query: "filter=", kind: "filter-blind" }),
  fine("a wait that is over (Retry-After in the past)", {
    path: "/Users",
    kind: "status",
    status: 429,
    retryAfter: "Thu, 01 Jan 1970 00:00:00 GMT",
  }),
  {
    ...fine("a cursor that expires once", { path: "/Users", query: "cursor=W", kind: "status", status: 400 }),
    profile: "aws-identity-center",
  },
  plain("numbers as text", () => ({ totalResults, itemsPerPage, startIndex, ...body }) => ({
    ...body,
    totalResults: String(totalResults),
    itemsPerPage: String(itemsPerPage),
    startIndex: String(startIndex),
  })),
  plain("lower-case resources", () => ({ Resources, ...body }) => ({ ...body, resources: Resources })),
  told("a byte order mark", ({ body }) => ({ text: `\ufeff${JSON.stringify(body)}` })),
  told("a filter that ignores its attribute", ({ body }, { query }) =>
    query.has("filter")
      ? {
          text: JSON.stringify({
            ...body,
            totalResults: 2,
            Resources: [
              { id: "id-e1003", userName: "e1003@acme.example" },
              { id: "id-e1004", userName: "e1004@acme.example" },
            ],
          }),
        }
      : null,
  ),
  told("stale reads: accounts of yesterday, no word of today's", ({ body }, { isAccounts }) => {
    if (!isAccounts || !isListed(body)) return null;
    const old = body.Resources.map((each) => ({ ...each, displayName: "Of Yesterday" }));
    return { text: JSON.stringify({ ...body, Resources: old }) };
  }),
];

/** Every case; docs/scim.md lists the same. */
export const hostileCases: readonly HostileCase[] = [...broken, ...untrusted, ...tolerated];

function lying(behaviour: string, says: string, ...faults: readonly Fault[]): HostileCase {
  return { behaviour, outcome: "application-unreachable", says, server: { faults } };
}

function doubtful(behaviour: string, says: string, ...faults: readonly Fault[]): HostileCase {
  return { behaviour, outcome: "untrusted", says, server: { faults } };
}

function fine(behaviour: string, ...faults: readonly Fault[]): HostileCase {
  return { behaviour, outcome: "complete", says: whole, server: { faults } };
}

type Tell = (honest: Honest, asked: Parameters<Trick>[0]) => Answered | null;

/** Pages of accounts that are no pages. */
function odd(behaviour: string, says: string, tell: Tell): HostileCase {
  const trick: Trick = (asked, honest) => (asked.isAccounts ? tell(honest, asked) : null);
  return { behaviour, outcome: "application-unreachable", says, server: { trick: () => trick } };
}

function told(behaviour: string, tell: Tell): HostileCase {
  return {
    behaviour,
    outcome: "complete",
    says: whole,
    server: { trick: () => (asked, honest) => tell(honest, asked) },
  };
}

type Untruth = (asked: Parameters<Trick>[0]) => (body: Listed) => Readonly<Record<string, unknown>>;

/** Pages of accounts that are pages, and not true. */
function untrue(behaviour: string, says: string, lie: Untruth): HostileCase {
  return { behaviour, outcome: "untrusted", says, server: { trick: () => relisted(lie) } };
}

function byCursor(behaviour: string, says: string, lie: Untruth): HostileCase {
  return { ...untrue(behaviour, says, lie), profile: "aws-identity-center" };
}

function plain(behaviour: string, lie: Untruth): HostileCase {
  return { behaviour, outcome: "complete", says: whole, server: { trick: () => relisted(lie) } };
}

interface Sink {
  write(text: string): boolean;
  once(event: "drain", then: () => void): unknown;
  readonly destroyed: boolean;
}

/** Writes as long as anybody reads. */
function pour(into: Sink | null, text: string): void {
  if (into === null || into.destroyed) return;
  while (into.write(text)) if (into.destroyed) return;
  into.once("drain", () => pour(into, text));
}
