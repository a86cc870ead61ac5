import type { Dice } from "./dice.ts";
import type { RequestFault } from "./fault.ts";
import { accountsOf, freeSeats } from "./kind-of-request.ts";
import type { Arrival, ScimServer } from "./scim-server.ts";

/** Somebody else who works on the same servers, always at the worst moment: right before a request of ours arrives. */
export class Outsider {
  readonly #dice: Dice;
  readonly #seats: ReadonlyMap<string, ReadonlySet<string>>;
  #strangers = 0;

  constructor(dice: Dice, seats: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#dice = dice;
    this.#seats = seats;
  }

  meddle(server: ScimServer, arrival: Arrival, fault: RequestFault): void {
    const [id] = accountsOf(arrival, server.state);
    switch (fault) {
      case "forestalled":
        server.handle({ ...arrival, ifMatch: null, by: "outsider" });
        return;
      case "edited":
        if (id !== undefined)
          this.#patch(server, `/Users/${id}`, { op: "replace", path: "nickName", value: `n${this.#dice.below(99)}` });
        return;
      case "gone":
        if (id !== undefined) this.#send(server, "DELETE", `/Users/${id}`, null);
        return;
      case "id-reuse":
        if (id !== undefined) this.#reuse(server, id);
        return;
      case "quota-taken":
        this.#takeSeats(server);
        return;
      default:
        throw new Error(`nobody knows how to do ${fault}`);
    }
  }

  /** The account goes, and a stranger gets its id. */
  #reuse(server: ScimServer, id: string): void {
    this.#send(server, "DELETE", `/Users/${id}`, null);
    server.adoptId(id, this.#stranger());
  }

  #takeSeats(server: ScimServer): void {
    for (const target of this.#seats.get(server.habits.name) ?? []) {
      const quota = server.habits.quota.get(target);
      for (let free = quota === undefined ? 0 : freeSeats(server.state, target, quota); free > 0; free -= 1) {
        const [type, value] = target.split(":");
        const reply = this.#send(server, "POST", "/Users", {
          ...this.#stranger(),
          ...(type === "license" ? { entitlements: [{ value }] } : {}),
        });
        if (type !== "group") continue;
        const group = [...server.state.groups.values()].find(({ name }) => name === value);
        this.#patch(server, `/Groups/${group?.id}`, {
          op: "add",
          path: "members",
          value: [{ value: JSON.parse(reply.body).id }],
        });
      }
    }
  }

  #stranger() {
    this.#strangers += 1;
    return { userName: `stranger-${this.#strangers}@elsewhere.example`, displayName: "Stranger", active: true };
  }

  #patch(server: ScimServer, path: string, operation: object): void {
    this.#send(server, "PATCH", path, { Operations: [operation] });
  }

  #send(server: ScimServer, method: string, path: string, body: object | null) {
    const text = body === null ? null : JSON.stringify(body);
    return server.handle({ method, path: `/scim/v2${path}`, body: text, ifMatch: null, by: "outsider", isEcho: false });
  }
}
