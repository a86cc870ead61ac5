/** What an application was asked, for tests that count requests. */
export interface Counters {
  readonly requests: number;
  readonly byMethod: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** POST, PUT, PATCH and DELETE, without searches. */
  readonly mutating: number;
  /** Answers 429, whether by rate or by fault. */
  readonly tooMany: number;
  /** Requests inside the wait that an earlier 429 asked for. */
  readonly early: number;
  /** Bytes of request bodies. */
  readonly bytesIn: number;
  /** Bytes of answered bodies. */
  readonly bytesOut: number;
}

/** Counts the requests of one application. */
export class RequestCounter {
  #byMethod: Record<string, number> = {};
  #byStatus: Record<string, number> = {};
  #requests = 0;
  #mutating = 0;
  #bytesIn = 0;
  #bytesOut = 0;

  received(method: string, path: string, bytes: number): void {
    this.#requests += 1;
    this.#byMethod[method] = (this.#byMethod[method] ?? 0) + 1;
    if (MUTATING.has(method) && !path.endsWith("/.search")) this.#mutating += 1;
    this.#bytesIn += bytes;
  }

  answered(status: number, bytes: number): void {
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    this.#bytesOut += bytes;
  }

  read(early: number): Counters {
    return {
      requests: this.#requests,
      byMethod: { ...this.#byMethod },
      byStatus: { ...this.#byStatus },
      mutating: this.#mutating,
      tooMany: this.#byStatus[429] ?? 0,
      early,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    };
  }

  reset(): void {
    this.#byMethod = {};
    this.#byStatus = {};
    this.#requests = 0;
    this.#mutating = 0;
    this.#bytesIn = 0;
    this.#bytesOut = 0;
  }
}

/** The counters of several applications as one. */
export function sumCounters(all: readonly Counters[]): Counters {
  const total = (read: (each: Counters) => number) => all.reduce((sum, each) => sum + read(each), 0);
  return {
    requests: total((each) => each.requests),
    byMethod: sumRecords(all.map((each) => each.byMethod)),
    byStatus: sumRecords(all.map((each) => each.byStatus)),
    mutating: total((each) => each.mutating),
    tooMany: total((each) => each.tooMany),
    early: total((each) => each.early),
    bytesIn: total((each) => each.bytesIn),
    bytesOut: total((each) => each.bytesOut),
  };
}

const MUTATING: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

function sumRecords(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const record of records) {
    for (const [name, count] of Object.entries(record)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
