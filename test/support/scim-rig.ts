import type { Connector } from "../../src/connectors/connector.ts";
import { unpaced } from "../../src/connectors/pace.ts";
import { openConnector } from "../../src/connectors/registry.ts";
import type { Profile } from "../../src/connectors/scim/profile.ts";
import type { Application } from "../../src/model/application.ts";
import { type HttpClient, type HttpResponse, type OpenHttp, openHttp } from "../../src/ports/http.ts";
import type { Abilities, Rig } from "../contract/connector.ts";
import { virtualClock } from "./virtual-clock.ts";

/** A SCIM service that listens somewhere. */
export interface ScimService {
  readonly url: string;
  readonly token: string;
  readonly profile: string;
  readonly abilities: Abilities;
  /** See `Rig`. */
  readonly domain?: string;
  /** Names of two groups that this rig may make. */
  readonly groups: readonly [string, string];
  /** Asks the service itself about a membership, where SCIM does not tell. */
  readonly isMember?: (group: string, id: string) => Promise<boolean>;
  /** See `Rig`; left out: the service does not tell. */
  readonly signIns?: Rig["signIns"];
  readonly close: () => Promise<void>;
}

/** What an application file says about such a service. */
export function scimApplication(service: Pick<ScimService, "url" | "profile">, name = "chat"): Application {
  return {
    name,
    connector: "scim",
    profile: service.profile,
    url: service.url,
    authentication: { kind: "bearer", token: { kind: "env", name: "TOKEN" } },
    limits: { perSecond: 1000, concurrency: 8 },
    leaver: { kind: "disable" },
    unmanaged: "report",
    orphans: "report",
    protect: { admins: null, people: [] },
    at: { file: "rollcall.yaml", line: 1, column: 1 },
  };
}

/** Opens a connector on a service, with a wire between them that counts, waits and lies on demand. */
export async function scimRig(service: ScimService): Promise<Rig> {
  const wire = new Wire();
  const connector = await openScimOn(service, wire);
  const raw = new RawScim(service);
  const ids = new Map<string, string>();
  for (const name of service.groups) ids.set(name, await raw.createGroup(name));
  const idOf = (group: string) => ids.get(group) ?? group;
  return {
    connector,
    abilities: service.abilities,
    domain: service.domain ?? "example.com",
    groups: service.groups,
    mutations: () => wire.mutations,
    early: () => wire.early,
    beforeNextWrite: (edit) => {
      wire.edit = edit;
    },
    throttle: (seconds) => {
      wire.throttle = seconds;
    },
    cutListing: () => {
      wire.cut = true;
    },
    signIns: service.signIns ?? null,
    outside: {
      create: (image) => raw.createUser(image),
      setDisplayName: (id, value) => raw.setDisplayName(id, value),
      addMember: (group, id) => raw.addMember(idOf(group), id),
      isMember: (group, id) => service.isMember?.(idOf(group), id) ?? raw.isMember(idOf(group), id),
    },
    close: async () => {
      await connector.close();
      await service.close();
    },
  };
}

/** A connector on a service, over a wire of the test's own. */
export function openScimOn(
  service: Pick<ScimService, "url" | "token" | "profile">,
  wire: Wire,
  profiles: readonly Profile[] = [],
): Promise<Connector> {
  return openConnector(scimApplication(service), {
    openHttp: wire.open,
    clock: wire.clock,
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    pace: unpaced,
    profiles,
    secret: async () => service.token,
  });
}

/** The network between a connector and its application, with a hand on it. */
export class Wire {
  readonly clock = virtualClock();
  requests = 0;
  mutations = 0;
  early = 0;
  edit: (() => Promise<void> | void) | null = null;
  throttle: number | null = null;
  cut = false;
  /** An account that listings pass over, number and all. */
  hide: string | null = null;
  /** Milliseconds that a request may take, when the test cannot wait for the connector's own. */
  deadline: number | null = null;
  /** Makes another answer to a write out of the one that came. */
  retell: ((path: string, response: HttpResponse) => HttpResponse) | null = null;
  readonly seen: string[] = [];
  #closedUntil = 0;

  readonly open: OpenHttp = (origin, limits, tls) => {
    const deadline = this.deadline ?? limits.deadline;
    const inner = openHttp(origin, { ...limits, deadline }, tls);
    const send: HttpClient["send"] = async (request) => {
      this.requests += 1;
      this.seen.push(`${request.method} ${request.path}`);
      if (this.clock.now() < this.#closedUntil) this.early += 1;
      if (this.throttle !== null) return this.#refuse(this.throttle);
      if (request.method !== "GET") {
        const { edit } = this;
        this.edit = null;
        await edit?.();
        this.mutations += 1;
      }
      const response = await inner.send(request);
      if (request.method !== "GET") return this.retell?.(request.path, response) ?? response;
      return /\/Users(?:\?|$)/.test(request.path) ? this.#shorten(request.path, response) : response;
    };
    return { send, close: () => inner.close() };
  };

  #refuse(seconds: number): HttpResponse {
    this.throttle = null;
    this.#closedUntil = this.clock.now() + seconds * 1000;
    return { status: 429, headers: { "retry-after": String(seconds) }, body: "" };
  }

  /** `cut` leaves out the last account of every page and counts it; `hide` leaves one out of every listing and its count. */
  #shorten(path: string, response: HttpResponse): HttpResponse {
    if ((!this.cut && this.hide === null) || path.includes("filter=")) return response;
    const body = JSON.parse(response.body);
    if (!Array.isArray(body.Resources)) return response;
    const shown = body.Resources.filter(({ id }: { id: string }) => id !== this.hide);
    const hidden = { Resources: shown, totalResults: body.totalResults - body.Resources.length + shown.length };
    const lie = this.cut ? { Resources: body.Resources.slice(0, -1) } : hidden;
    return { ...response, body: JSON.stringify({ ...body, ...lie }) };
  }
}

/** Somebody else's SCIM client: plain fetch, nothing of ours. */
export class RawScim {
  readonly #service: Pick<ScimService, "url" | "token">;

  constructor(service: Pick<ScimService, "url" | "token">) {
    this.#service = service;
  }

  async createUser(image: { userName: string; externalId: string | null; displayName: string }): Promise<string> {
    const { externalId, ...rest } = image;
    const [givenName, familyName] = ["Given", "Family"];
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    const emails = [{ value: image.userName, type: "work", primary: true }];
    const own = externalId === null ? {} : { externalId };
    const name = { givenName, familyName };
    return this.#idOf(await this.send("POST", "/Users", { schemas, active: true, name, emails, ...rest, ...own }));
  }

  async createGroup(displayName: string): Promise<string> {
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
    return this.#idOf(await this.send("POST", "/Groups", { schemas, displayName }));
  }

  async setDisplayName(id: string, value: string): Promise<void> {
    await this.#patch(`/Users/${id}`, { op: "replace", path: "displayName", value });
  }

  async addMember(group: string, id: string): Promise<void> {
    await this.#patch(`/Groups/${group}`, { op: "add", path: "members", value: [{ value: id }] });
  }

  async isMember(group: string, id: string): Promise<boolean> {
    const body = await this.send("GET", `/Groups/${group}`);
    return (body["members"] ?? []).some((member: { value: string }) => member.value === id);
  }

  async send(method: string, path: string, body?: object) {
    const response = await fetch(`${this.#service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#service.token}`, "content-type": "application/scim+json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === "" ? {} : JSON.parse(text);
  }

  async #patch(path: string, operation: object): Promise<void> {
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    await this.send("PATCH", path, { schemas, Operations: [operation] });
  }

  #idOf(body: { id?: unknown }): string {
    if (typeof body.id !== "string") throw new Error("the service gave no id");
    return body.id;
  }
}
