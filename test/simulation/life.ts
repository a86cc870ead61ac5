/** One process from its start to its end. Everything it asks of the world passes here, so that it can die or freeze at any step. */
export class Life {
  readonly name: string;
  /** What SIGTERM aborts. */
  readonly stop = new AbortController();
  /** Resolves when it is killed. */
  readonly death: Promise<void>;
  #steps = 0;
  #pauses = 0;
  #isAlive = true;
  #thaw: Promise<void> | null = null;
  #resume: () => void = () => {};
  #die: () => void = () => {};
  readonly #watch: (life: Life, step: string) => void;

  /** `watch` is told of every step before it is made, and may kill or freeze. */
  constructor(name: string, watch: (life: Life, step: string) => void) {
    this.name = name;
    this.#watch = watch;
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isFrozen(): boolean {
    return this.#thaw !== null;
  }

  /** How often it was frozen so far. */
  get pauses(): number {
    return this.#pauses;
  }

  /** Steps made so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Like `kill -9`: no promise of its world settles from now on, so nothing of it runs any more, not even `finally`. */
  kill(): void {
    this.#isAlive = false;
    this.#die();
  }

  /** It has come to its end by itself. */
  end(): void {
    this.#isAlive = false;
  }

  /** Like SIGSTOP. */
  freeze(): void {
    this.#pauses += 1;
    this.#thaw ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  /** Like SIGCONT: it goes on as if nothing had been. */
  thaw(): void {
    this.#thaw = null;
    this.#resume();
  }

  /** Does something outside of the process: one step before it and one after it, whether it goes well or not. */
  async act<T>(what: string, act: () => T | Promise<T>): Promise<T> {
    await this.#pass(`before ${what}`);
    try {
      const result = await act();
      await this.#pass(`after ${what}`);
      return result;
    } catch (error) {
      await this.#pass(`after ${what}`);
      throw error;
    }
  }

  /** Waits while it is frozen, and for ever once it is dead. */
  async lives(): Promise<void> {
    while (this.#isAlive && this.#thaw !== null) await this.#thaw;
    if (!this.#isAlive) await new Promise(() => {});
  }

  async #pass(step: string): Promise<void> {
    if (this.#isAlive) {
      this.#steps += 1;
      this.#watch(this, step);
    }
    await this.lives();
  }
}
