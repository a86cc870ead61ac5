import type { HeldBefore, LedgerHistory } from "../model/ledger-history.ts";
import type { ManifestEntry } from "../model/manifest.ts";

/** Takes in what runs did, in any order, and tells how often and when last somebody was given a thing. */
export class HistoryTally implements LedgerHistory {
  readonly #known = new Map<string, HeldBefore>();

  add({ kind, status, person, application, target, at }: ManifestEntry): void {
    if (person === null || (status !== "applied" && status !== "unverified")) return;
    const deed = deedOf(kind);
    if (deed === null) return;
    const key = keyOf(person, application, whatOf(target));
    const known = this.#known.get(key) ?? never;
    this.#known.set(
      key,
      deed === "given"
        ? { ...known, given: known.given + 1, lastGiven: later(known.lastGiven, at) }
        : { ...known, taken: known.taken + 1, lastTaken: later(known.lastTaken, at) },
    );
  }

  of(person: string, application: string, what: string): HeldBefore | null {
    return this.#known.get(keyOf(person, application, what)) ?? null;
  }
}

const never: HeldBefore = { given: 0, lastGiven: null, taken: 0, lastTaken: null };

function keyOf(person: string, application: string, what: string): string {
  return `${application}\n${person}\n${what}`;
}

/** `seat:POOL/LOCATION` of an entry is about the pool: a seat that moved to another location is the same thing held. */
function whatOf(target: string | null): string {
  if (target === null) return "account";
  return target.startsWith("seat:") ? `pool:${target.slice(5, target.lastIndexOf("/"))}` : target;
}

function deedOf(kind: ManifestEntry["kind"]): "given" | "taken" | null {
  switch (kind) {
    case "create-account":
    case "enable-account":
    case "grant":
    case "assign-seat":
      return "given";
    case "disable-account":
    case "delete-account":
    case "revoke":
    case "release-seat":
      return "taken";
    case "update-account":
    case "end-sessions":
      return null;
  }
}

function later(known: string | null, at: string): string {
  return known === null || known < at ? at : known;
}
