import type { Application } from "../../model/application.ts";
import { RollcallError } from "../../model/error.ts";
import { Secret } from "../../ports/secret.ts";
import type { Connector } from "../connector.ts";
import type { ConnectorWorld } from "../world.ts";
import { abilities, irreversible } from "./abilities.ts";
import { apply, predict } from "./apply.ts";
import { ScimClient } from "./client.ts";
import { emptyMemory, type ScimContext } from "./context.ts";
import type { Profile } from "./profile.ts";
import { profileByName, profiles } from "./profile-by-name.ts";
import { withRates } from "./rate.ts";
import { read } from "./read.ts";

/** Opens a SCIM 2.0 service (RFC 7643, RFC 7644); throws RollcallError `input-invalid` for a profile or URL that is none. */
export async function openScim(application: Application, world: ConnectorWorld): Promise<Connector> {
  const profile = profileOf(application, world);
  const url = await urlOf(application, world);
  const { authentication, limits } = application;
  const token = authentication.kind === "bearer" ? new Secret(await world.secret(authentication.token)) : null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token.reveal())) {
    throw new RollcallError("input-invalid", `the token of ${application.name} has characters that no header can hold`);
  }
  const concurrency = Math.max(1, Math.min(limits.concurrency, mostConnections));
  const http = world.openHttp(url.origin, { deadline, maxBytes, connections: concurrency });
  const authorization: Readonly<Record<string, string>> = {};
  const headers = () => ({
    ...profile.headers,
    ...(token === null ? authorization : { authorization: `Bearer ${token.reveal()}` }),
  });
  const { clock, random } = world;
  const pace = withRates(world.pace, profile.rates, clock);
  const basePath = url.pathname.replace(/\/+$/, "");
  const client = new ScimClient({ application: application.name, http, basePath, headers, pace, clock, random });
  const paging = { ...profile.paging, inFlight: Math.min(profile.paging.inFlight, concurrency) };
  const context: ScimContext = {
    ...{ application: application.name, client, clock, random, concurrency },
    ...{ profile: { ...profile, paging }, memory: emptyMemory() },
  };
  return {
    application: application.name,
    can: abilities(profile),
    irreversible: irreversible(profile),
    read: (wish, signal) => read(context, wish, signal),
    apply: (batch, signal) => apply(context, batch, signal),
    predict: (changes) => predict(profile, changes),
    close: () => http.close(),
  };
}

/** From sending to the last byte, in milliseconds. */
const deadline = 30_000;
/** Decompressed bytes of one answer. */
const maxBytes = 16 * 1024 * 1024;
const mostConnections = 32;

function profileOf(application: Application, { profiles: own = [] }: ConnectorWorld): Profile {
  const profile = profileByName(application.profile, own);
  if (profile !== undefined) return profile;
  const known = [...own, ...profiles]
    .map(({ name }) => name)
    .sort()
    .join(", ");
  throw new RollcallError(
    "input-invalid",
    `${application.name}: there is no profile ${application.profile}; known are ${known}`,
  );
}

/** The token goes to this address: https, or a server on this machine. */
async function urlOf(application: Application, world: ConnectorWorld): Promise<URL> {
  const text = typeof application.url === "string" ? application.url : await world.secret(application.url);
  const wrong = (what: string) => new RollcallError("input-invalid", `the url of ${application.name} ${what}`);
  if (!URL.canParse(text)) throw wrong("is no URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw wrong("holds credentials: use auth");
  if (url.search !== "" || url.hash !== "") throw wrong("has a query or a fragment: give the base of the service");
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)) throw wrong("must start with https://");
  return url;
}
