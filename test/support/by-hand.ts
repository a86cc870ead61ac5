import type { Workplace } from "./workplace.ts";

/** What somebody with an administrator's console does in an application of the sandbox, past Rollcall. */
export class ByHand {
  readonly #sandbox: Workplace["sandbox"];

  constructor({ sandbox }: Pick<Workplace, "sandbox">) {
    this.#sandbox = sandbox;
  }

  async give(application: string, group: string, person: string): Promise<void> {
    await this.#patch(application, `Groups/${this.#group(application, group)}`, {
      ...{ op: "add", path: "members", value: [{ value: this.#user(application, person) }] },
    });
  }

  async take(application: string, group: string, person: string): Promise<void> {
    const path = `members[value eq "${this.#user(application, person)}"]`;
    await this.#patch(application, `Groups/${this.#group(application, group)}`, { op: "remove", path });
  }

  async set(application: string, person: string, path: string, value: unknown): Promise<void> {
    await this.#patch(application, `Users/${this.#user(application, person)}`, { op: "replace", path, value });
  }

  #user(application: string, person: string): string {
    return idOf(this.#sandbox.snapshot(application).users.find(({ externalId }) => externalId === person));
  }

  #group(application: string, name: string): string {
    return idOf(this.#sandbox.snapshot(application).groups.find(({ displayName }) => displayName === name));
  }

  async #patch(application: string, path: string, operation: unknown): Promise<void> {
    const body = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [operation] };
    const headers = { authorization: `Bearer sandbox-${application}`, "content-type": "application/scim+json" };
    const url = `${this.#sandbox.url(application)}/${path}`;
    const response = await fetch(url, { method: "PATCH", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

function idOf(found: { readonly id?: unknown } | undefined): string {
  if (typeof found?.id !== "string") throw new Error("there is no such account or group");
  return found.id;
}
