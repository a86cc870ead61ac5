import type { Person } from "../model/person.ts";

/** Who is behind a name: one person, somebody whom the roster does not know, or several people who share it. */
export type Identity =
  | { readonly kind: "person"; readonly key: string; readonly person: Person }
  | { readonly kind: "stranger"; readonly key: string }
  | { readonly kind: "ambiguous"; readonly key: string };

/** Finds people by id, user name, email address or login at the forge (the column `login`), whatever the case. */
export class Identities {
  readonly #people: readonly Person[];
  #byName: Map<string, Person | null> | null = null;

  constructor(people: readonly Person[]) {
    this.#people = people;
  }

  /** The same key means the same person. */
  of(name: string): Identity {
    const folded = name.toLowerCase();
    const person = this.#index().get(folded);
    if (person === undefined) return { kind: "stranger", key: `name ${folded}` };
    if (person === null) return { kind: "ambiguous", key: `name ${folded}` };
    return { kind: "person", key: `person ${person.id}`, person };
  }

  /** Made when the first name is asked for: most plans need nobody. */
  #index(): ReadonlyMap<string, Person | null> {
    if (this.#byName !== null) return this.#byName;
    const byName = new Map<string, Person | null>();
    for (const person of this.#people) {
      for (const name of namesOf(person)) {
        const known = byName.get(name);
        byName.set(name, known === undefined || known === person ? person : null);
      }
    }
    this.#byName = byName;
    return byName;
  }
}

function namesOf({ id, userName, email, attributes }: Person): readonly string[] {
  return [id, userName, email ?? "", attributes["login"] ?? ""]
    .filter((name) => name !== "")
    .map((name) => name.toLowerCase());
}
