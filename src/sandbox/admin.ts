import type { Application } from "./application.ts";
import { sumCounters } from "./counters.ts";
import { parseFault } from "./faults/parse-fault.ts";
import { isList, isObject, type Json, parseJson } from "./json.ts";
import { errorReply, type Reply, reply, type ScimRequest } from "./protocol/reply.ts";
import { ScimError } from "./protocol/scim-error.ts";
import type { Effect } from "./state/effect.ts";
import { parseSnapshot } from "./state/seed.ts";

/**
 * Answers a request below `/_sandbox`, for tests in another process: `GET log`, `GET counters`, `DELETE counters`, `GET snapshot`, `GET lint`,
 * `DELETE lint`,
 * `POST load`, `POST sign-ins` (a list), `POST faults` (a list), `DELETE faults`. `?application=` chooses one; log takes `since=SEQ`.
 */
export function administer(applications: ReadonlyMap<string, Application>, request: ScimRequest): Reply {
  try {
    return perform(applications, request);
  } catch (error) {
    if (error instanceof ScimError) return errorReply(error);
    return errorReply(new ScimError(400, error instanceof Error ? error.message : String(error), "invalidValue"));
  }
}

/** The applications' effects as one list, in the order in which they happened. */
export function effectsOf(applications: readonly Application[]): readonly Effect[] {
  const [only, ...others] = applications;
  if (only !== undefined && others.length === 0) return [...only.effects];
  const order = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return applications.flatMap(({ effects }) => effects).sort((left, right) => order(left.at, right.at));
}

function perform(applications: ReadonlyMap<string, Application>, request: ScimRequest): Reply {
  const parameters = new URLSearchParams(request.query);
  const name = parameters.get("application");
  const all = [...applications.values()];
  const one = () => {
    const found = applications.get(name ?? "");
    if (found === undefined) throw new ScimError(404, `there is no application ${name}`);
    return found;
  };
  const some = () => (name === null ? all : [one()]);
  switch (`${request.method} ${request.path}`) {
    case "GET /log": {
      const since = Number(parameters.get("since") ?? "0");
      return reply(
        200,
        effectsOf(some())
          .filter(({ seq }) => seq > since)
          .map(effectToJson),
      );
    }
    case "GET /counters":
      return reply(200, { ...sumCounters(some().map((each) => each.counter.read(each.early))) });
    case "DELETE /counters":
      for (const each of some()) each.resetCounters();
      return reply(204);
    case "GET /lint":
      return reply(
        200,
        [...applications]
          .filter(([each]) => name === null || each === name)
          .flatMap(([application, { linter }]) => linter.list().map((finding) => ({ application, ...finding }))),
      );
    case "DELETE /lint":
      for (const each of some()) each.linter.clear();
      return reply(204);
    case "GET /snapshot":
      return reply(200, { ...one().snapshot() });
    case "POST /load":
      one().load(parseSnapshot(parseJson(request.body)));
      return reply(204);
    case "POST /sign-ins": {
      const signIns = parseJson(request.body);
      for (const each of isList(signIns) ? signIns : [signIns ?? null]) one().signIn(...parseSignIn(each));
      return reply(204);
    }
    case "POST /faults": {
      const faults = parseJson(request.body);
      one().faults.add(...(isList(faults) ? faults : [faults ?? null]).map(parseFault));
      return reply(204);
    }
    case "DELETE /faults":
      for (const each of some()) each.faults.clear();
      return reply(204);
    default:
      throw new ScimError(404, `there is nothing at ${request.method} /_sandbox${request.path}`);
  }
}

function parseSignIn(json: Json): readonly [userName: string, at: string] {
  const { userName, at } = isObject(json) ? json : {};
  if (typeof userName !== "string" || typeof at !== "string") throw new Error("a sign-in has a userName and an at");
  return [userName, at];
}

function effectToJson(effect: Effect): Json {
  return { ...effect };
}
