import { type Fault, type HostFault, isOfBulk, isPossible, type RequestFault, type RequestKind } from "./fault.ts";

/** The script of a story as it is played: what is due now, and what has come. */
export class Script {
  readonly #faults: readonly Fault[];
  /** Requests so far, by kind, and those of them that carried several changes. */
  readonly #counts = { any: new Map<RequestKind, number>(), bulk: new Map<RequestKind, number>() };
  /** Steps until a strike, once its request was made. */
  readonly #fuses = new Map<Fault, number>();
  /** How often each fault met each kind of request, as `fault|kind`. */
  readonly reached = new Map<string, number>();
  /** False: the world is kind from now on. */
  isOn = true;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  /** What happens to this request. */
  request(kind: RequestKind, isBulk: boolean): RequestFault | null {
    const any = count(this.#counts.any, kind);
    const bulk = isBulk ? count(this.#counts.bulk, kind) : 0;
    if (!this.isOn) return null;
    for (const fault of this.#faults) {
      if (fault.kind !== "request" || fault.on !== kind || !isPossible(fault.what, kind)) continue;
      if (fault.nth !== (isOfBulk(fault.what) ? bulk : any)) continue;
      this.reach(fault.what, kind);
      return fault.what;
    }
    return null;
  }

  /** What happens to a life at a step; `during`: the kind of change that was last on its way. */
  host(life: number, step: number, during: RequestKind): readonly HostFault[] {
    if (!this.isOn) return [];
    const due = this.#faults.flatMap((fault) => {
      if (fault.kind === "request") return [];
      const isDue = fault.kind === "host" ? fault.life === life && fault.step === step : this.#burns(fault);
      return isDue ? [fault.what] : [];
    });
    for (const what of due) this.reach(what, during);
    return due;
  }

  /** One step more; true at the step at which it strikes. */
  #burns(fault: Fault & { readonly kind: "strike" }): boolean {
    if ((this.#counts.any.get(fault.on) ?? 0) < fault.nth) return false;
    const left = (this.#fuses.get(fault) ?? fault.after) - 1;
    this.#fuses.set(fault, left);
    return left === 0;
  }

  reach(what: string, kind: RequestKind): void {
    const key = `${what}|${kind}`;
    this.reached.set(key, (this.reached.get(key) ?? 0) + 1);
  }
}

function count(counts: Map<RequestKind, number>, kind: RequestKind): number {
  const nth = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, nth);
  return nth;
}
