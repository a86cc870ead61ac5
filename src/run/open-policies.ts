import { sha256 } from "../document/digest.ts";
import type { Decision } from "../model/decision.ts";
import type { RunnablePolicy } from "../policy/compile.ts";
import { openPolicy, type Policy } from "../policy/evaluate.ts";
import type { PolicyData } from "../policy/policy-data.ts";
import type { PolicyWorld } from "../policy/world.ts";

/** Most policies that are loaded at once, each in a worker of its own. */
const most = 2;

/** Policies that are loaded, to be asked again while neither they nor their data change. */
export class OpenPolicies {
  readonly #world: PolicyWorld;
  readonly #open = new Map<string, Policy>();

  constructor(world: PolicyWorld) {
    this.#world = world;
  }

  /** Asks a policy; one that the engine had to end is not asked again. */
  async ask<T>(
    compiled: RunnablePolicy,
    data: PolicyData,
    question: (policy: Policy) => Promise<T & { readonly decisions: readonly Decision[] }>,
  ): Promise<T> {
    const key = sha256(`${compiled.digest}\n${JSON.stringify(data)}`);
    const answer = await question(await this.#get(key, compiled, data));
    if (answer.decisions.some(({ denials }) => denials.some(({ rule }) => rule.startsWith("engine."))))
      await this.#close(key);
    return answer;
  }

  async close(): Promise<void> {
    for (const key of [...this.#open.keys()]) await this.#close(key);
  }

  async #get(key: string, compiled: RunnablePolicy, data: PolicyData): Promise<Policy> {
    const known = this.#open.get(key);
    this.#open.delete(key);
    const policy = known ?? (await openPolicy(compiled, data, this.#world));
    this.#open.set(key, policy);
    for (const oldest of [...this.#open.keys()].slice(0, Math.max(0, this.#open.size - most)))
      await this.#close(oldest);
    return policy;
  }

  async #close(key: string): Promise<void> {
    await this.#open.get(key)?.close();
    this.#open.delete(key);
  }
}
