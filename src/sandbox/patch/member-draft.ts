/** Changes to the members of a group, gathered before any is made; costs as much as the changes, not as the group. */
export class MemberDraft {
  readonly #base: ReadonlySet<string>;
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();
  /** How many memberships the client named, whether or not they change anything. */
  named = 0;
  /** How many of these were to go. */
  removals = 0;

  constructor(base: ReadonlySet<string>) {
    this.#base = base;
  }

  has(id: string): boolean {
    return this.#added.has(id) || (this.#base.has(id) && !this.#removed.has(id));
  }

  add(id: string): void {
    if (this.#base.has(id)) this.#removed.delete(id);
    else this.#added.add(id);
  }

  remove(id: string): void {
    if (this.#base.has(id)) this.#removed.add(id);
    else this.#added.delete(id);
  }

  clear(): void {
    for (const id of this.#base) this.#removed.add(id);
    this.#added.clear();
  }

  /** The members as they would be. */
  *ids(): Generator<string> {
    for (const id of this.#base) if (!this.#removed.has(id)) yield id;
    yield* this.#added;
  }

  /** What really changes. */
  changes(): { readonly added: readonly string[]; readonly removed: readonly string[] } {
    return { added: [...this.#added], removed: [...this.#removed] };
  }
}
