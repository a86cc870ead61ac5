import type { Departure, Heard } from "../connectors/pace.ts";

/** The least share of its pace that a troubled application keeps. */
const least = 1 / 16;
/** Trouble counts once in so many milliseconds: answers to what is under way all tell of the same. */
const once = 1000;
/** How much of its pace an application gets back in a second. */
const recovery = 1.25;

/**
 * How much an application is up to: from 1 down to a sixteenth. Halved when it is overloaded (5xx, a refusal, no answer) or takes
 * much longer to answer than it used to; comes back by a quarter a second. Times are monotonic milliseconds.
 */
export class Strain {
  #share = 1;
  #at = Number.NEGATIVE_INFINITY;
  readonly #times = new Map<string, AnswerTime>();

  share(now: number): number {
    return Math.min(1, this.#share * recovery ** ((now - this.#at) / 1000));
  }

  heard(departure: Departure, heard: Heard, now: number): void {
    const isSlow = this.#timeOf(departure).grew(now - heard.leftAt);
    if (!isSlow && !isOverload(heard)) return;
    if (now - this.#at < once) return;
    this.#share = Math.max(least, this.share(now) / 2);
    this.#at = now;
  }

  /** A change of a group takes longer than a look at an account: each is measured by itself. */
  #timeOf({ method, path }: Departure): AnswerTime {
    const kind = `${method} ${path.slice(0, "/Users".length)}`;
    const known = this.#times.get(kind);
    if (known !== undefined) return known;
    const time = new AnswerTime();
    this.#times.set(kind, time);
    return time;
  }
}

function isOverload({ status, isRefused }: Heard): boolean {
  return isRefused || status === null || (status >= 500 && status !== 501);
}

/** What an answer usually takes, and what it took of late. */
class AnswerTime {
  #usual = 0;
  #recent = 0;
  #count = 0;

  /** Whether the answers of late take much longer than they used to; what lasts becomes usual. */
  grew(milliseconds: number): boolean {
    this.#count += 1;
    const share = Math.max(quickly, 1 / this.#count);
    this.#recent += (milliseconds - this.#recent) * share;
    if (this.#count <= enough) this.#usual += (milliseconds - this.#usual) / this.#count;
    else this.#usual *= milliseconds > this.#usual ? slowly : 1 / slowly;
    return this.#count > enough && this.#recent > 3 * this.#usual + 250;
  }
}

/** How much what is usual follows one answer: it tends to what half of them take. */
const slowly = 1.02;
const quickly = 0.2;
/** Answers before there is anything usual. */
const enough = 20;
