import type { Person } from "../model/person.ts";

/** Who is behind a name: one person, somebody whom the roster does not know, or several people who share it. */
export type Identity =
  | { readonly kind: "person"; readonly key: string; readonly person: Person }
  | { readonly kind: "stranger"; readonly key: string }
  | { readonly kind: "ambiguous"; readonly key: string };

/** Finds people by id, user name, email address or login at the forge (the column `login`), whatever the case. */
export class Identities {
  readonly #people: readonly Person[];
  #byName: ReadonlyMap<string, ReadonlySet<Person>> | null = null;

  constructor(people: readonly Person[]) {
    this.#people = people;
  }

  /** The same key means the same person. */
  of(name: string): Identity {
    const [person, ...others] = this.#named(name);
    if (person === undefined) return { kind: "stranger", key: nameKey(name) };
    return others.length > 0
      ? { kind: "ambiguous", key: nameKey(name) }
      : { kind: "person", key: keyOf(person), person };
  }

  /** Keys of everybody who may be meant, for what must hold of none of them. */
  keysOf(names: Iterable<string>): ReadonlySet<string> {
    return new Set([...names].flatMap((name) => [nameKey(name), ...[...this.#named(name)].map(keyOf)]));
  }

  #named(name: string): Iterable<Person> {
    this.#byName ??= indexOf(this.#people);
    return this.#byName.get(name.toLowerCase()) ?? [];
  }
}

/** Made when the first name is asked for: most plans need nobody. */
function indexOf(people: readonly Person[]): ReadonlyMap<string, ReadonlySet<Person>> {
  const byName = new Map<string, Set<Person>>();
  for (const person of people) {
    for (const name of namesOf(person)) byName.set(name, (byName.get(name) ?? new Set()).add(person));
  }
  return byName;
}

function namesOf({ id, userName, email, attributes }: Person): readonly string[] {
  const names = [id, userName, email ?? "", attributes["login"] ?? ""];
  return names.filter((name) => name !== "").map((name) => name.toLowerCase());
}

function nameKey(name: string): string {
  return `name ${name.toLowerCase()}`;
}

function keyOf({ id }: Person): string {
  return `person ${id}`;
}
