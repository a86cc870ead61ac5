/**
 * Texts that were seen, by two seeded 32-bit hashes each: the texts themselves need not be kept, which is most of what proving a listing
 * costs. Two texts that differ are taken for one once in 2⁵³ pairs; the same text is always found again. So what is doubted may be
 * sound, and is read again; what is not doubted was sound.
 */
export class TextSet {
  readonly #seed: number;
  #high: Uint32Array;
  #low: Uint32Array;
  #mask: number;
  #size = 0;

  /** `fraction` in [0, 1): whoever sends the texts must not know it. */
  constructor(fraction: number) {
    this.#seed = Math.floor(fraction * 0x1_0000_0000) >>> 0;
    this.#mask = firstSlots - 1;
    this.#high = new Uint32Array(firstSlots);
    this.#low = new Uint32Array(firstSlots);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a text in; false when it was there. */
  add(text: string): boolean {
    const slot = this.#find(text);
    if (this.#isTaken(slot)) return false;
    this.#high[slot] = this.#foundHigh;
    this.#low[slot] = this.#foundLow;
    this.#size += 1;
    if (this.#size * 2 > this.#mask) this.#grow();
    return true;
  }

  has(text: string): boolean {
    return this.#isTaken(this.#find(text));
  }

  #foundHigh = 0;
  #foundLow = 0;

  /** The slot of a text, or the free one where it belongs; its hashes are left in `#foundHigh` and `#foundLow`. */
  #find(text: string): number {
    let high = this.#seed;
    let low = ~this.#seed;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x0100_0193);
      low = Math.imul(low ^ (code + 0x9e37), 0x85eb_ca6b);
      low ^= low >>> 15;
    }
    this.#foundHigh = mixed(high ^ text.length);
    // Zero stands for a free slot.
    this.#foundLow = mixed(low) || 1;
    return this.#slotOf(this.#foundHigh, this.#foundLow);
  }

  #slotOf(high: number, low: number): number {
    for (let slot = (high ^ low) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      if (!this.#isTaken(slot) || (this.#low[slot] === low && this.#high[slot] === high)) return slot;
    }
  }

  #isTaken(slot: number): boolean {
    return this.#low[slot] !== 0;
  }

  #grow(): void {
    const [oldHigh, oldLow] = [this.#high, this.#low];
    this.#mask = oldLow.length * 4 - 1;
    this.#high = new Uint32Array(this.#mask + 1);
    this.#low = new Uint32Array(this.#mask + 1);
    for (let at = 0; at < oldLow.length; at += 1) {
      const low = oldLow[at] ?? 0;
      if (low === 0) continue;
      const high = oldHigh[at] ?? 0;
      const slot = this.#slotOf(high, low);
      this.#high[slot] = high;
      this.#low[slot] = low;
    }
  }
}

const firstSlots = 1024;

/** The finalizer of MurmurHash3, which is in the public domain. */
function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85eb_ca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2_ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}
