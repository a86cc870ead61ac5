import { isObject, type JsonObject, parseJson, pick } from "../json.ts";
import type { ScimRequest } from "../protocol/reply.ts";
import { bulkOperations } from "./bulk.ts";
import type { Remark } from "./finding.ts";
import type { Answered } from "./history.ts";

/** Remembers which accounts a client looked for and which it asked to be made. */
export class Creations {
  #turn = 0;
  /** The turn of the last listing without a filter: it shows everybody. */
  #listed = 0;
  readonly #lookedFor = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #made = new Map<string, readonly string[]>();

  /** Takes in a request and its answer, and gives what there is to say of a POST. */
  *see(request: ScimRequest, answered: Answered): Generator<Remark> {
    this.#turn += 1;
    const { method, path } = request;
    if (method === "POST" && path === "/Users") yield* this.#create(request, answered);
    else if (method === "POST" && path === "/Bulk") yield* this.#createTogether(request, answered);
    else if (method === "GET" && path === "/Users") this.#look(new URLSearchParams(request.query).get("filter"));
    else if (method === "POST" && /^(?:\/Users)?\/\.search$/.test(path)) this.#look(textOf(request.body, "filter"));
    else if (method === "DELETE" && isWell(answered.status)) this.#forget(path);
  }

  clear(): void {
    this.#lookedFor.clear();
    this.#asked.clear();
    this.#made.clear();
    this.#listed = 0;
  }

  #look(filter: string | null): void {
    if (filter === null) this.#listed = this.#turn;
    for (const [literal] of (filter ?? "").matchAll(/"(?:[^"\\]|\\.)*"/g)) {
      const value = parseJson(literal);
      if (typeof value === "string") this.#lookedFor.set(value.toLowerCase(), this.#turn);
    }
  }

  /** Each POST of a bulk request, with what was said of it; of what was left out of the answer nothing is known. */
  *#createTogether(request: ScimRequest, answered: Answered): Generator<Remark> {
    const results = operationsOf(answered.text);
    const isAnswered = isWell(answered.status);
    for (const { method, path, bulkId, data } of operationsOf(request.body)) {
      if (method !== "POST" || path !== "/Users") continue;
      const own = results.find((result) => result["bulkId"] === bulkId);
      const status = isAnswered ? (own === undefined ? null : Number(own["status"])) : answered.status;
      const location = own?.["location"];
      const headers = typeof location === "string" ? { location } : {};
      yield* this.#create({ ...request, path, body: JSON.stringify(data) }, { status, headers, text: "" });
    }
  }

  *#create(request: ScimRequest, { status, headers }: Answered): Generator<Remark> {
    const named = ["userName", "externalId"].map((name) => ({
      name,
      value: textOf(request.body, name)?.toLowerCase(),
    }));
    const values = named.flatMap(({ value }) => value ?? []);
    const looked = Math.max(this.#listed, ...values.map((value) => this.#lookedFor.get(value) ?? 0));
    const again = named.find(({ name, value }) => (this.#asked.get(`${name} ${value}`) ?? 0) > looked);
    if (again !== undefined && again.value !== undefined) {
      yield { rule: "post-again-blind", message: `a second POST of the same ${again.name} without a look between` };
    } else if (looked === 0 && values.length > 0) {
      yield { rule: "post-unseen", message: "a POST of an account that was never looked for" };
    }
    // Refused for another reason than that it is there: nothing can have come of it.
    if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409) return;
    const keys = named.flatMap(({ name, value }) => (value === undefined ? [] : [`${name} ${value}`]));
    for (const key of keys) this.#asked.set(key, this.#turn);
    const id = headers["location"]?.split("/").at(-1);
    if (id !== undefined) this.#made.set(`/Users/${id}`, keys);
  }

  #forget(path: string): void {
    for (const key of this.#made.get(path) ?? []) this.#asked.delete(key);
    this.#made.delete(path);
  }
}

function isWell(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

function operationsOf(text: string): readonly JsonObject[] {
  const json = parseJson(text);
  return isObject(json) ? bulkOperations(json) : [];
}

function textOf(body: string, name: string): string | null {
  const json = parseJson(body);
  const value = isObject(json) ? pick(json, name) : undefined;
  return typeof value === "string" ? value : null;
}
