import { type RuleId, rules, type Severity } from "./rules.ts";

/** That a request breaks a rule, and in which way. */
export interface Remark {
  readonly rule: RuleId;
  readonly message: string;
}

/** A remark with the first request that it was about. */
export interface Finding extends Remark {
  readonly severity: Severity;
  readonly section: string;
  readonly method: string;
  /** Below the application's base, without its query. */
  readonly path: string;
  readonly requestId: string;
  /** How many requests it was said of. */
  readonly times: number;
}

/** Remarks of one application, each kept once however often it is made. */
export class Findings {
  readonly #kept = new Map<string, Finding>();
  readonly #tell: (finding: Finding) => void;

  /** `tell` hears of each finding once. */
  constructor(tell: (finding: Finding) => void) {
    this.#tell = tell;
  }

  add(
    { rule, message: whole }: Remark,
    request: { readonly method: string; readonly path: string; readonly id: string },
  ): void {
    const message = whole.slice(0, LONGEST);
    const key = `${rule} ${message}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.set(key, { ...known, times: known.times + 1 });
      return;
    }
    if (this.#kept.size >= MOST) return;
    const { severity, section } = rules[rule];
    const { method, path, id: requestId } = request;
    const finding = { rule, message, severity, section, method, path, requestId, times: 1 };
    this.#kept.set(key, finding);
    this.#tell(finding);
  }

  /** In the order in which they were first made. */
  list(): readonly Finding[] {
    return [...this.#kept.values()];
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** The most different findings that are kept, and the most characters of one. */
const MOST = 1000;
const LONGEST = 300;
