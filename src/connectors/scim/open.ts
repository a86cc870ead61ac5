import type { Application } from "../../model/application.ts";
import { RollcallError } from "../../model/error.ts";
import type { Connector } from "../connector.ts";
import type { ConnectorWorld } from "../world.ts";
import { abilities, irreversible, replaced } from "./abilities.ts";
import { addressOf } from "./address.ts";
import { apply } from "./apply.ts";
import { openCredentials } from "./auth.ts";
import { readTls } from "./auth-tls.ts";
import { checkUp } from "./check-up.ts";
import { ScimClient } from "./client.ts";
import { emptyMemory, type ScimContext } from "./context.ts";
import { inspect } from "./inspect.ts";
import { predict } from "./predict.ts";
import type { Profile } from "./profile.ts";
import { profileByName, profiles } from "./profile-by-name.ts";
import { withRates } from "./rate.ts";
import { read } from "./read.ts";
import { Stop } from "./stop.ts";

/** Opens a SCIM 2.0 service (RFC 7643, RFC 7644); throws RollcallError `input-invalid` for a profile or URL that is none. */
export async function openScim(application: Application, anyWorld: ConnectorWorld): Promise<Connector> {
  const world = worldOf(application, anyWorld);
  const profile = profileOf(application, world);
  const { name, limits } = application;
  const url = await addressOf(application.url, { what: `the url of ${name}`, world });
  const tls = application.tls === undefined ? null : await readTls(application.tls, { what: name, world });
  const credentials = await openCredentials(application, world);
  const concurrency = Math.max(1, Math.min(limits.concurrency, mostConnections));
  const http = world.openHttp(url.origin, { deadline, maxBytes, connections: concurrency }, tls);
  const { clock, random } = world;
  const pace = withRates(world.pace, profile.rates);
  const basePath = url.pathname.replace(/\/+$/, "");
  const { headers } = profile;
  const stop = new Stop(world.stop, clock);
  const client = new ScimClient({ application: name, http, basePath, headers, credentials, pace, clock, random, stop });
  const paging = { ...profile.paging, inFlight: Math.min(profile.paging.inFlight, concurrency) };
  const context: ScimContext = {
    ...{ application: name, client, clock, random, concurrency },
    ...{ profile: { ...profile, paging }, memory: emptyMemory() },
  };
  return {
    application: name,
    can: abilities(profile),
    irreversible: irreversible(profile),
    carries: new Set(profile.creation.carries),
    replaces: replaced(profile),
    read: (wish, signal) => read(context, wish, signal),
    apply: (batch, signal) => apply(context, batch, signal),
    inspect: (changes, signal) => inspect(context, changes, signal),
    predict: (changes) => predict(profile, changes),
    checkUp: (signal) => checkUp(context, signal),
    close: async () => {
      stop.close();
      await credentials.close();
      await http.close();
    },
  };
}

/** Whatever the application is reached for, its token endpoint too, stays in its network. */
function worldOf({ network = "public" }: Application, world: ConnectorWorld): ConnectorWorld {
  return { ...world, openHttp: (origin, limits, tls) => world.openHttp(origin, { ...limits, network }, tls) };
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
