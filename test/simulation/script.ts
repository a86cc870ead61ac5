import { type Fault, type HostFault, isOfBulk, isPossible, type RequestFault, type RequestKind } from "./fault.ts";

/** The script of a story as it is played: what is due now, and what has come. */
export class Script {
  readonly #faults: readonly Fault[];
  readonly #counts = new Map<RequestKind, number>();
  /** How often each fault met each kind of request, as `fault|kind`. */
  readonly reached = new Map<string, number>();
  /** False: the world is kind from now on. */
  isOn = true;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  /** What happens to this request. */
  request(kind: RequestKind, isBulk: boolean): RequestFault | null {
    const nth = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, nth);
    if (!this.isOn) return null;
    for (const fault of this.#faults) {
      if (fault.kind !== "request" || fault.on !== kind || fault.nth !== nth || !isPossible(fault.what, kind)) continue;
      if (isOfBulk(fault.what) && !isBulk) continue;
      this.reach(fault.what, kind);
      return fault.what;
    }
    return null;
  }

  /** What happens to a life at a step; `during`: the kind of change that was last on its way. */
  host(life: number, step: number, during: RequestKind): readonly HostFault[] {
    if (!this.isOn) return [];
    const due = this.#faults.flatMap((fault) =>
      fault.kind === "host" && fault.life === life && fault.step === step ? [fault.what] : [],
    );
    for (const what of due) this.reach(what, during);
    return due;
  }

  reach(what: string, kind: RequestKind): void {
    const key = `${what}|${kind}`;
    this.reached.set(key, (this.reached.get(key) ?? 0) + 1);
  }
}
