import type { Heard } from "../connectors/pace.ts";

/** Milliseconds of one step of growth. */
const step = 400;
const growth = 1.08;
/** How long refusals are counted, first roughly at what was found, then just above the rough figure. */
const rough = { least: 600, most: 4000, accepted: 12 };
const fine = { least: 4000, most: 6000, accepted: 12 };
const justAbove = 1.02;
/** Share of what was just learnt that is used; of what an earlier run learnt, a pacer decides. */
const freshShare = 0.97;

/** What a learner begins with. */
export interface LearnerStart {
  /** What an earlier run found; null: nothing is known. */
  readonly estimate: number | null;
  /** Where learning begins, in requests a second. */
  readonly first: number;
  /** Share of an earlier estimate that is used. */
  readonly share: number;
  /** Requests a second that are never exceeded. */
  readonly most: number;
  readonly remember: (perSecond: number) => void;
}

/**
 * Finds a limit that nobody wrote down by going over it for a moment: doubles until the first refusal, halves, grows by 8 % until
 * the next, and counts what is accepted between two refusals: a bucket that is empty at both lets through exactly what flows in.
 * A refusal later on means that the limit has changed, and is counted again. Times are monotonic milliseconds.
 */
export class Learner {
  #phase: Phase;
  readonly #most: number;
  readonly #remember: (perSecond: number) => void;
  /** Answers to requests that left before this tell of an earlier pace. */
  #since = Number.NEGATIVE_INFINITY;

  constructor({ estimate, first, share, most, remember }: LearnerStart) {
    this.#most = most;
    this.#remember = remember;
    this.#phase =
      estimate === null
        ? { kind: "climbing", perSecond: Math.min(first, most), began: null, left: 0 }
        : { kind: "settled", perSecond: estimate * share };
  }

  get perSecond(): number {
    return this.#phase.perSecond;
  }

  /** A request left: a pace that is used up grows. */
  left(now: number): void {
    const phase = this.#phase;
    if (phase.kind === "counting" || phase.kind === "settled") return;
    phase.began ??= now;
    phase.left += 1;
    const elapsed = now - phase.began;
    if (elapsed < step) return;
    const isUsed = phase.left >= 0.7 * phase.perSecond * (elapsed / 1000);
    const factor = phase.kind === "climbing" ? 2 : growth;
    const perSecond = isUsed ? Math.min(this.#most, phase.perSecond * factor) : phase.perSecond;
    if (isUsed && phase.perSecond >= this.#most) this.#settle(this.#most, now);
    else this.#phase = { ...phase, perSecond, began: now, left: 0 };
  }

  heard({ leftAt, isRefused, isTold }: Heard, now: number): void {
    if (leftAt < this.#since) return;
    const phase = this.#phase;
    const { kind, perSecond } = phase;
    if (isRefused && kind === "climbing") this.#creep(perSecond / 2, now);
    // A refusal that says for how long to wait lets the bucket fill meanwhile, and how much nobody knows.
    else if (isRefused && isTold) this.#settle(perSecond / growth, now);
    else if (kind === "counting") this.#count(phase, { leftAt, isRefused }, now);
    else if (isRefused) this.#beginCount({ perSecond, window: rough, answers: [], from: leftAt, restarts: 0 });
  }

  /** The bucket is empty still: refusals of the first two requests tell of the pace before. */
  #creep(perSecond: number, now: number): void {
    this.#since = now + 2000 / perSecond;
    this.#phase = { kind: "creeping", perSecond: Math.max(slowest, perSecond), began: null, left: 0 };
  }

  #beginCount(phase: Omit<Counting, "kind" | "latest">): void {
    this.#since = phase.from;
    this.#phase = { ...phase, kind: "counting", latest: phase.from };
  }

  #count(phase: Counting, answer: Sample, now: number): void {
    if (isPaused(phase, answer.leftAt) && phase.restarts < mostRestarts) {
      this.#beginCount({ ...phase, answers: [], from: answer.leftAt, restarts: phase.restarts + 1 });
      return;
    }
    phase.answers.push(answer);
    phase.latest = Math.max(phase.latest, answer.leftAt);
    const refused = phase.answers.filter(({ isRefused }) => isRefused).length;
    const accepted = phase.answers.length - refused;
    const elapsed = answer.leftAt - phase.from;
    const estimate = estimateOf(phase, elapsed);
    if (refused >= 10 && refused > 2 * accepted) this.#creep(phase.perSecond / 2, now);
    else if (phase.window === rough && refused === 0 && elapsed >= rough.most) this.#creep(phase.perSecond, now);
    else if (estimate !== null && phase.window === fine) this.#settle(estimate, now);
    else if (estimate !== null) {
      const perSecond = Math.min(this.#most, estimate * justAbove);
      this.#beginCount({ perSecond, window: fine, answers: [], from: now, restarts: 0 });
    }
  }

  #settle(estimate: number, now: number): void {
    this.#since = now;
    this.#phase = { kind: "settled", perSecond: Math.max(slowest, estimate * freshShare) };
    this.#remember(estimate);
  }
}

/** Requests a second below which nobody is paced. */
const slowest = 0.5;

interface Growing {
  readonly perSecond: number;
  /** null: nothing has left yet. */
  began: number | null;
  left: number;
}

interface Sample {
  readonly leftAt: number;
  readonly isRefused: boolean;
}

interface Counting {
  readonly kind: "counting";
  readonly perSecond: number;
  readonly window: typeof rough;
  readonly answers: Sample[];
  readonly from: number;
  readonly restarts: number;
  /** When the last request left of which an answer came. */
  latest: number;
}

type Phase =
  | ({ readonly kind: "climbing" } & Growing)
  | ({ readonly kind: "creeping" } & Growing)
  | Counting
  | { readonly kind: "settled"; readonly perSecond: number };

/** How often counting begins again because nothing left for a while: the bucket may have run over meanwhile. */
const mostRestarts = 5;

function isPaused({ latest, perSecond }: Counting, leftAt: number): boolean {
  return leftAt - latest > 60 + 2000 / perSecond;
}

/** Requests a second that were accepted; null when it is too early to tell. */
function estimateOf({ answers, window, perSecond }: Counting, elapsed: number): number | null {
  if (elapsed < window.least) return null;
  const found = between(answers, elapsed);
  if (found !== null && found.accepted >= window.accepted) return found.perSecond;
  if (elapsed < window.most) return null;
  return answers.some(({ isRefused }) => isRefused) ? perSecond / justAbove : perSecond;
}

/** What was accepted from the first refusal to the last; null when the two are not far enough apart. */
function between(answers: readonly Sample[], elapsed: number) {
  const refusals = answers.filter(({ isRefused }) => isRefused).map(({ leftAt }) => leftAt);
  const [first, last] = [Math.min(...refusals), Math.max(...refusals)];
  if (refusals.length < 2 || last - first < elapsed / 2) return null;
  const isBetween = ({ isRefused, leftAt }: Sample) => !isRefused && leftAt > first && leftAt < last;
  const accepted = answers.filter(isBetween).length;
  return { accepted, perSecond: (accepted / (last - first)) * 1000 };
}
