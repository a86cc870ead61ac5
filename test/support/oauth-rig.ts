import { once } from "node:events";
import { createServer } from "node:http";
import { unpaced } from "../../src/connectors/pace.ts";
import { openCredentials } from "../../src/connectors/scim/auth.ts";
import { ScimClient } from "../../src/connectors/scim/client.ts";
import { Stop } from "../../src/connectors/scim/stop.ts";
import type { ConnectorWorld } from "../../src/connectors/world.ts";
import type { ClientProof, OauthClient } from "../../src/model/application.ts";
import { openHttp } from "../../src/ports/http.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { anApplication } from "./people.ts";
import { startTokenEndpoint, type TokenEndpoint } from "./token-endpoint.ts";
import { virtualClock } from "./virtual-clock.ts";

/** An application that believes tokens which the test names, a token endpoint, and a client between them. */
export interface OauthRig {
  readonly endpoint: TokenEndpoint;
  readonly client: ScimClient;
  readonly clock: ReturnType<typeof virtualClock>;
  /** `METHOD token` of every request to the application, in order. */
  readonly seen: readonly string[];
  believes: (token: string) => boolean;
  close(): Promise<void>;
}

/** A world whose time is virtual and whose token endpoints have `deadline` milliseconds. */
export function worldWith(secrets: Readonly<Record<string, string>>, deadline = 2_000): ConnectorWorld {
  return {
    openHttp: (origin, limits, tls) => openHttp(origin, { ...limits, deadline }, tls),
    clock: virtualClock(),
    random: systemRandom,
    pace: unpaced,
    secret: async ({ name }) => secrets[name] ?? Promise.reject(new Error(`no secret ${name}`)),
  };
}

/** A client by this proof of `us`; the secret `PROOF` is what it shows. */
export async function openOauthRig(options: {
  readonly proof: ClientProof;
  readonly secret: string;
  readonly client?: Partial<OauthClient>;
  readonly deadline?: number;
}): Promise<OauthRig> {
  const endpoint = await startTokenEndpoint();
  const seen: string[] = [];
  const rig = { believes: (_: string): boolean => true };
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "none";
    seen.push(`${request.method} ${token}`);
    const status = rig.believes(token) ? 200 : 401;
    response.writeHead(status, { "content-type": "application/scim+json" }).end('{"id":"1"}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const world = { ...worldWith({ PROOF: options.secret }, options.deadline), clock: virtualClock() };
  const oauth = { tokenUrl: endpoint.url, clientId: "us", scope: null, audience: null, tls: null };
  const authentication = { kind: "oauth", ...oauth, proof: options.proof, ...options.client } as const;
  const credentials = await openCredentials(anApplication({ authentication }), world);
  const { clock, random, pace } = world;
  const http = openHttp(`http://127.0.0.1:${address.port}`, { deadline: 2_000, maxBytes: 10_000, connections: 8 });
  const client = new ScimClient({
    ...{ application: "chat", http, basePath: "", headers: {}, credentials, pace, clock, random },
    stop: new Stop(undefined, clock),
  });
  const close = async () => {
    await credentials.close();
    await http.close();
    server.closeAllConnections();
    server.close();
    await endpoint.close();
  };
  return Object.assign(rig, { endpoint, client, clock, seen, close });
}
