import {
  type HttpClient,
  HttpFailure,
  type HttpRequest,
  type HttpResponse,
  type OpenHttp,
} from "../../src/ports/http.ts";
import type { Dice } from "./dice.ts";
import type { RequestFault, RequestKind } from "./fault.ts";
import { kindOfRequest } from "./kind-of-request.ts";
import type { Life } from "./life.ts";
import { Outsider } from "./outsider.ts";
import { handleSome } from "./scim-bulk.ts";
import { json, nothing, type Reply, refusal } from "./scim-reply.ts";
import type { Arrival, ScimServer } from "./scim-server.ts";
import type { Timeline } from "./timeline.ts";

/** What a network is made of. */
export interface WireParts {
  readonly timeline: Timeline;
  readonly dice: Dice;
  /** By origin. */
  readonly servers: ReadonlyMap<string, ScimServer>;
  /** Entitlements that are seats, as `license:value` or `group:name`, by server name. */
  readonly seats: ReadonlyMap<string, ReadonlySet<string>>;
  /** What happens to this request. */
  readonly faultFor: (kind: RequestKind, isBulk: boolean) => RequestFault | null;
}

/** A request on its way. */
export interface Sent {
  readonly life: Life;
  readonly server: ScimServer;
  readonly kind: RequestKind;
  readonly at: number;
}

interface Parcel extends Sent {
  readonly arrival: Arrival;
}

/** The network between every life and every server: it takes time, and it does what the script says. */
export class Wire {
  readonly #parts: WireParts;
  readonly #outsider: Outsider;
  readonly #expired = new Set<string>();
  readonly #rolledBack = new Map<ScimServer, number>();
  readonly #regressing = new Set<ScimServer>();
  /** Told of every request before it leaves. */
  watchSent: (sent: Sent) => void = () => {};
  /** Told when a live process learns that it has to wait, until when (wall clock). */
  watchHold: (sent: Sent, until: number) => void = () => {};

  constructor(parts: WireParts) {
    this.#parts = parts;
    this.#outsider = new Outsider(parts.dice, parts.seats);
  }

  /** The network as one process sees it. */
  open(life: Life): OpenHttp {
    return (origin) => {
      const server = this.#parts.servers.get(origin);
      const send: HttpClient["send"] = (request) => {
        if (server === undefined) throw new HttpFailure("refused", "nobody is there", { sent: false });
        // Whoever was stopped between its last look at the lease and the request comes late, like a request that the network kept.
        const { pauses } = life;
        return life.act(`${request.method} ${request.path}`, () =>
          this.#carry(life, server, { request, isEcho: life.pauses > pauses }),
        );
      };
      return { send, close: async () => {} };
    };
  }

  async #carry(
    life: Life,
    server: ScimServer,
    { request, isEcho }: { readonly request: HttpRequest; readonly isEcho: boolean },
  ): Promise<HttpResponse> {
    const { timeline, dice, seats, faultFor } = this.#parts;
    if (request.signal.aborted) throw new HttpFailure("aborted", "not sent", { sent: false });
    const { method, path, body, headers } = request;
    const arrival = { method, path, body, ifMatch: headers["if-match"] ?? null, by: life.name, isEcho };
    const kind = kindOfRequest(arrival, server.state, seats.get(server.habits.name) ?? new Set());
    const parcel = { life, server, kind, arrival, at: timeline.elapsed };
    this.watchSent(parcel);
    const fault = faultFor(kind, path.endsWith("/Bulk"));
    await timeline.wait(1 + dice.below(30));
    const reply = await this.#deliver(parcel, fault);
    await timeline.wait(1 + dice.below(20));
    // What has arrived for a process that stands still is read once it goes on.
    if (life.isFrozen) await life.lives();
    this.#noteHold(parcel, reply);
    return reply;
  }

  async #deliver(parcel: Parcel, fault: RequestFault | null): Promise<Reply> {
    const { server, arrival, life } = parcel;
    const { timeline, dice } = this.#parts;
    if (this.#expired.has(life.name)) return refusal(401);
    switch (fault) {
      case null:
        return this.#handle(parcel);
      case "connection-refused":
        throw new HttpFailure("refused", fault, { sent: false });
      case "reset-before":
        throw new HttpFailure("reset", fault, { sent: true });
      case "reset-after":
        server.handle(arrival);
        throw new HttpFailure("reset", fault, { sent: true });
      case "timeout-before":
        await timeline.wait(deadline);
        throw new HttpFailure("timeout", fault, { sent: true });
      case "timeout-after":
        server.handle(arrival);
        await timeline.wait(deadline);
        throw new HttpFailure("timeout", fault, { sent: true });
      case "late":
        timeline.after(500 + dice.below(latest), () => void server.handle({ ...arrival, isEcho: true }));
        throw new HttpFailure("reset", fault, { sent: true });
      case "twice":
        timeline.after(dice.below(3000), () => void server.handle({ ...arrival, isEcho: true }));
        return server.handle(arrival);
      case "slow": {
        const reply = this.#handle(parcel);
        await timeline.wait(deadline - 1000);
        return reply;
      }
      case "401-from-here":
        this.#expired.add(life.name);
        return refusal(401);
      default:
        return this.#answer(parcel, fault);
    }
  }

  #answer(parcel: Parcel, fault: Exclude<RequestFault, "late">): Reply {
    const { server, arrival } = parcel;
    const { dice } = this.#parts;
    switch (fault) {
      case "500-before":
        return refusal(500);
      case "500-after":
        server.handle(arrival);
        return refusal(500);
      case "503":
        return refusal(503);
      case "conflict-409":
        return refusal(409, "uniqueness");
      case "412":
        return refusal(412);
      case "truncated": {
        const reply = server.handle(arrival);
        return { status: 200, headers: json, body: reply.body.slice(0, reply.body.length >> 1) || "{" };
      }
      case "wrong-type":
        return { ...server.handle(arrival), status: 200, headers: { "content-type": "text/plain" }, body: "done" };
      case "bulk-in-part":
      case "bulk-untold":
        return handleSome(arrival, (one) => server.handle(one), fault === "bulk-untold");
      case "ignored":
        return nothing;
      case "html":
        return { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" };
      case "redirect":
        return { status: 302, headers: { location: "https://login.example/" }, body: "" };
      case "stale":
        return server.handle(arrival, 50 + dice.below(20_000));
      case "regress":
        this.#regressing.add(server);
        return server.handle(arrival);
      case "cut-listing":
        return cut(server.handle(arrival));
      default:
        return this.#holdOrMeddle(parcel, fault);
    }
  }

  #holdOrMeddle(parcel: Parcel, fault: RequestFault): Reply {
    const { server } = parcel;
    const { dice, timeline } = this.#parts;
    switch (fault) {
      case "429-bare":
        return refusal(429);
      case "429-seconds":
      case "503-retry-after":
        return held(fault === "429-seconds" ? 429 : 503, String(1 + dice.below(60)));
      case "429-date":
        return held(429, new Date(timeline.wall + 1000 + dice.below(90_000)).toUTCString());
      case "429-past":
        return held(429, new Date(timeline.wall - 60_000).toUTCString());
      case "429-huge":
        return held(429, String(3600 * (1 + dice.below(48))));
      case "rollback":
        server.rollBack(1000 + dice.below(20_000));
        this.#rolledBack.set(server, timeline.elapsed);
        return this.#handle(parcel);
      default:
        this.#outsider.meddle(server, parcel.arrival, fault);
        return this.#handle({ ...parcel, arrival: { ...parcel.arrival, isRaced: true } });
    }
  }

  #handle({ server, arrival, kind }: Parcel): Reply {
    const isPast = kind === "read" && this.#regressing.delete(server);
    const since = this.#parts.timeline.elapsed - (this.#rolledBack.get(server) ?? Number.NEGATIVE_INFINITY);
    // What was looked at before a backup was played back is written to what came back with it, where no version tells.
    const isRaced = arrival.isRaced === true || (!server.habits.versions && since < lookAndWrite);
    return server.handle({ ...arrival, isRaced }, isPast ? 50 + this.#parts.dice.below(20_000) : 0);
  }

  #noteHold(parcel: Parcel, { status, headers }: Reply): void {
    const told = headers["retry-after"];
    if (told === undefined || !parcel.life.isAlive || (status !== 429 && status !== 503)) return;
    const { wall } = this.#parts.timeline;
    this.watchHold(parcel, /^\d+$/.test(told) ? wall + Number(told) * 1000 : Date.parse(told));
  }
}

/** What the client waits for an answer, in milliseconds. */
const deadline = 30_000;
/** How late a lost request may still arrive, in milliseconds. */
const latest = 120_000;
/** From a look to the write that follows it, in milliseconds. */
const lookAndWrite = 2000;

function held(status: number, retryAfter: string): Reply {
  const reply = refusal(status);
  return { ...reply, headers: { ...reply.headers, "retry-after": retryAfter } };
}

/** A listing that lacks its last resource and counts it; anything else as it is. */
function cut(reply: Reply): Reply {
  const body = JSON.parse(reply.body || "{}");
  if (!Array.isArray(body.Resources)) return reply;
  return { ...reply, body: JSON.stringify({ ...body, Resources: body.Resources.slice(0, -1) }) };
}
