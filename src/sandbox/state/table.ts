import type { Entry } from "./entry.ts";

/** All resources of one kind, in the order of their creation, findable by id, name and externalId. */
export class Table {
  readonly #nameAttribute: string;
  readonly #entries = new Map<string, Entry>();
  readonly #names = new Map<string, Set<string>>();
  readonly #externalIds = new Map<string, Set<string>>();
  #order: string[] = [];
  #orderIsStale = false;

  constructor(nameAttribute: string) {
    this.#nameAttribute = nameAttribute;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** The ids of those with this name, whatever its case. */
  named(name: string): ReadonlySet<string> {
    return this.#names.get(name.toLowerCase()) ?? NOBODY;
  }

  /** The ids of those with exactly this externalId. */
  withExternalId(externalId: string): ReadonlySet<string> {
    return this.#externalIds.get(externalId) ?? NOBODY;
  }

  /** Every id, oldest first. */
  ids(): readonly string[] {
    if (this.#orderIsStale) {
      this.#order = [...this.#entries.keys()];
      this.#orderIsStale = false;
    }
    return this.#order;
  }

  put(entry: Entry): void {
    const old = this.#entries.get(entry.id);
    if (old === undefined) {
      if (!this.#orderIsStale) this.#order.push(entry.id);
    } else {
      this.#unindex(old);
    }
    this.#entries.set(entry.id, entry);
    this.#index(entry);
  }

  delete(id: string): void {
    const old = this.#entries.get(id);
    if (old === undefined) return;
    this.#unindex(old);
    this.#entries.delete(id);
    this.#orderIsStale = true;
  }

  #index(entry: Entry): void {
    const { [this.#nameAttribute]: name, externalId } = entry.attributes;
    if (typeof name === "string") addTo(this.#names, name.toLowerCase(), entry.id);
    if (typeof externalId === "string") addTo(this.#externalIds, externalId, entry.id);
  }

  #unindex(entry: Entry): void {
    const { [this.#nameAttribute]: name, externalId } = entry.attributes;
    if (typeof name === "string") removeFrom(this.#names, name.toLowerCase(), entry.id);
    if (typeof externalId === "string") removeFrom(this.#externalIds, externalId, entry.id);
  }
}

const NOBODY: ReadonlySet<string> = new Set<string>();

/** Adds a value to the set under a key. */
export function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const found = index.get(key);
  if (found === undefined) index.set(key, new Set([value]));
  else found.add(value);
}

/** Removes a value from the set under a key, and the key with its last value. */
export function removeFrom(index: Map<string, Set<string>>, key: string, value: string): void {
  const found = index.get(key);
  found?.delete(value);
  if (found?.size === 0) index.delete(key);
}
