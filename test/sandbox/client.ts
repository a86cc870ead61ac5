import type { Dialect } from "../../src/sandbox/dialect.ts";
import type { DialectName } from "../../src/sandbox/dialects.ts";
import { isList, isObject, type Json, type JsonObject, parseJson } from "../../src/sandbox/json.ts";
import { type Sandbox, type SandboxApplication, startSandbox } from "../../src/sandbox/server.ts";

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** What came back, with the body read as JSON, or as null when it is empty or no JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
  readonly text: string;
}

/** Asks one application of a sandbox. */
export class Client {
  readonly base: string;
  readonly #token: string;

  constructor(base: string, token = "secret-of-app") {
    this.base = base;
    this.#token = token;
  }

  async ask(
    method: string,
    path: string,
    given: { body?: Json | string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { body, headers = {} } = given;
    const response = await fetch(`${this.base}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/scim+json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = parseJson(text);
    return { status: response.status, headers: response.headers, body: isObject(json) ? json : {}, text };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask("GET", path, { headers });
  }

  /** The listing that a filter gives. */
  find(path: string, filter: string): Promise<Answer> {
    return this.get(`${path}?filter=${encodeURIComponent(filter)}`);
  }

  addUser(userName: string, more: JsonObject = {}): Promise<Answer> {
    return this.ask("POST", "/Users", { body: { schemas: [USER], userName, ...more } });
  }

  addGroup(displayName: string, members: readonly string[] = []): Promise<Answer> {
    const body = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
    return this.ask("POST", "/Groups", { body });
  }

  patch(path: string, ...operations: readonly JsonObject[]): Promise<Answer> {
    return this.ask("PATCH", path, { body: { schemas: [PATCH], Operations: operations } });
  }

  /** Creates an account and gives its id. */
  async userId(userName: string, more: JsonObject = {}): Promise<string> {
    return idOf(await this.addUser(userName, more));
  }

  /** Creates a group and gives its id. */
  async groupId(displayName: string, members: readonly string[] = []): Promise<string> {
    return idOf(await this.addGroup(displayName, members));
  }
}

/** The id of the resource in an answer. */
export function idOf(answer: Answer): string {
  const { id } = answer.body;
  if (typeof id !== "string") throw new Error(`no id in ${answer.status} ${answer.text}`);
  return id;
}

/** The resources of a listing. */
export function resources(answer: Answer): readonly JsonObject[] {
  const list = answer.body["Resources"];
  if (!isList(list)) throw new Error(`no listing in ${answer.status} ${answer.text}`);
  return list.filter(isObject);
}

/** One attribute of each resource of a listing. */
export function each(answer: Answer, name: string): readonly Json[] {
  return resources(answer).map((resource) => resource[name] ?? null);
}

/** A sandbox with one application, `app`, and a client for it. */
export async function startOne(
  dialect: DialectName | Dialect = "generic",
  more: { seed?: SandboxApplication["seed"]; stateDir?: string; clock?: () => number } = {},
): Promise<{ sandbox: Sandbox; client: Client }> {
  const { seed, ...options } = more;
  const application = { dialect, token: "secret-of-app", ...(seed === undefined ? {} : { seed }) };
  const sandbox = await startSandbox({ ...options, applications: { app: application } });
  return { sandbox, client: new Client(sandbox.url("app")) };
}
