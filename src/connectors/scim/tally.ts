import { type JsonObject, textField } from "./json.ts";
import type { Page } from "./page.ts";
import { TextSet } from "./text-set.ts";

/** What a finished walk over a listing is worth. */
export type Trust =
  | { readonly kind: "whole"; readonly count: number; readonly total: number | null }
  /** `again`: it may have been bad luck, such as somebody writing meanwhile. */
  | {
      readonly kind: "doubtful";
      readonly reason: string;
      readonly count: number;
      readonly total: number | null;
      readonly again: boolean;
    };

/** Counts the ids of a walk, and finds the first thing that does not add up. */
export class Tally {
  readonly #earlier: readonly TextSet[];
  readonly #ids: TextSet;
  #total: number | null = null;
  #totalMoved = false;
  #repeats = 0;
  #doubt: { readonly reason: string; readonly again: boolean } | null = null;

  /** `earlier`: ids that walks before this one have already handed out. */
  constructor(earlier: readonly TextSet[], seed: number) {
    this.#earlier = earlier;
    this.#ids = new TextSet(seed);
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Ids of this walk. */
  get ids(): TextSet {
    return this.#ids;
  }

  /** What makes going on pointless. */
  get doubt(): string | null {
    return this.#doubt?.reason ?? null;
  }

  isNew(resource: JsonObject): boolean {
    const id = textField(resource, "id");
    return id === null || !this.#ids.has(id);
  }

  /** Takes a page in; gives the resources that nobody was given yet. */
  take(page: Page, start: number | null): readonly JsonObject[] {
    this.#checkEcho(page, start);
    if (page.total !== null) {
      this.#totalMoved ||= this.#total !== null && this.#total !== page.total;
      this.#total = page.total;
    }
    const before = this.#ids.size;
    const fresh: JsonObject[] = [];
    for (const resource of page.resources) {
      const id = textField(resource, "id");
      if (id === null) {
        this.fault("a resource has no id");
        continue;
      }
      if (!this.#ids.add(id)) this.#repeats += 1;
      else if (!this.#earlier.some((ids) => ids.has(id))) fresh.push(resource);
    }
    if (page.resources.length > 0 && this.#ids.size === before) this.fault("a page came twice");
    return fresh;
  }

  /** More than the total says is no listing that will end well. */
  checkPast(): void {
    if (this.#total !== null && this.#ids.size > this.#total) this.lost("it goes on past its total");
  }

  /** The application contradicts itself. */
  fault(reason: string): void {
    this.#doubt ??= { reason, again: false };
  }

  /** Something slipped; another walk may be luckier. */
  lost(reason: string): void {
    this.#doubt ??= { reason, again: true };
  }

  trust(): Trust {
    const count = this.#ids.size;
    if (this.#doubt === null) this.#addUp(count);
    const numbers = { count, total: this.#total };
    return this.#doubt === null ? { kind: "whole", ...numbers } : { kind: "doubtful", ...this.#doubt, ...numbers };
  }

  #addUp(count: number): void {
    if (this.#totalMoved) this.lost("its total changed while it was read");
    else if (this.#total !== null && this.#total !== count) this.lost(`it counts ${this.#total} and shows ${count}`);
    else if (this.#repeats > 0) this.lost(`${this.#repeats} of its resources came twice`);
  }

  #checkEcho(page: Page, start: number | null): void {
    if (start !== null && page.startIndex !== null && page.startIndex !== start && page.resources.length > 0) {
      this.fault(`asked for ${start}, it answered from ${page.startIndex}`);
    }
    if (start !== null && page.total === null) this.fault("it does not say how many there are");
    if (page.itemsPerPage !== null && page.itemsPerPage < page.resources.length) {
      this.fault(`a page of ${page.itemsPerPage} holds ${page.resources.length}`);
    }
  }
}
