import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Person } from "../model/person.ts";
import type { LiveIndex } from "./live-index.ts";

/** Whether a user name can be had: at once (no needs), after another account has given it up, or not at all. */
export type Claim =
  | { readonly kind: "free"; readonly needs: readonly string[] }
  | { readonly kind: "taken"; readonly by: string };

/** A change of an account's user name. */
export type Rename = Extract<Change, { readonly kind: "update-account" }>;

interface Holder {
  /** In words for people. */
  readonly text: string;
  /** The change with which it gives the name up. */
  readonly rename: Rename | null;
}

/** Answers who may take which user name: an application has each only once, and knows it without regard to case. */
export class UserNames {
  readonly #holders = new Map<string, Holder>();
  readonly #claims = new Map<string, Claim>();

  /** Looks only at accounts that bear a name which is not, or not yet, their person's. */
  constructor(index: LiveIndex, renames: ReadonlyMap<string, Rename>) {
    for (const { userName, externalId } of index.strangers.values()) {
      const text = externalId === null ? "an account that is not ours" : `the account of external id ${externalId}`;
      this.#note(userName, { text, rename: null });
    }
    for (const { userName, person } of index.duplicates.values()) {
      this.#note(userName, { text: `a second account of ${person.id}`, rename: null });
    }
    for (const person of index.misnamed) {
      const userName = index.byPerson.get(person)?.userName ?? "";
      this.#note(userName, { text: `the account of ${person}`, rename: renames.get(person) ?? null });
    }
  }

  /** Whether a person's account can have the name that the roster says. */
  claim(person: Pick<Person, "userName">): Claim {
    const name = person.userName.toLowerCase();
    const known = this.#claims.get(name);
    if (known !== undefined) return known;
    const holder = this.#holders.get(name);
    if (holder === undefined) return free;
    this.#claims.set(name, { kind: "taken", by: holder.text });
    const claim = this.#claimFrom(holder);
    this.#claims.set(name, claim);
    return claim;
  }

  /** The holder gives the name up if it can have the one that it wants itself. */
  #claimFrom({ rename, text }: Holder): Claim {
    const next = rename?.after.userName;
    if (rename === null || next === undefined) return { kind: "taken", by: text };
    const claim = this.claim({ userName: next });
    return claim.kind === "free" ? { kind: "free", needs: [rename.key] } : { kind: "taken", by: text };
  }

  #note(userName: string, holder: Holder): void {
    const name = userName.toLowerCase();
    const known = this.#holders.get(name);
    if (known === undefined || compareHolders(holder, known) < 0) this.#holders.set(name, holder);
  }
}

/** Where an application let several accounts have one name: the one that stays says whether it is taken. */
function compareHolders(a: Holder, b: Holder): number {
  return Number(a.rename !== null) - Number(b.rename !== null) || compareText(a.text, b.text);
}

const free: Claim = { kind: "free", needs: [] };
