import type { Decision } from "../model/decision.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import { engineDenial, readVerdict } from "./verdict.ts";

/** Decisions that are remembered by what they were read from. */
const MOST_KNOWN = 1_000;

/** How the module begins and ends the one result of an evaluation. */
const [HEAD, TAIL] = ['[{"result":', "}]"];

/** Reads the verdicts of many changes; those that say the same in the same words are read once, and are one Decision. */
export class VerdictReader {
  readonly #known = new Map<string, Decision>();

  /** One decision for each of `count` changes, from what the module wrote about a batch. */
  read(written: string, count: number): readonly Decision[] {
    const verdicts = elementsOf(written.startsWith(HEAD) ? written.slice(HEAD.length, -TAIL.length) : "");
    if (verdicts.length === count) return verdicts.map((verdict) => this.#decision(verdict));
    const missing = engineDenial("engine.no-result", "policy gave no result");
    return Array.from({ length: count }, () => missing);
  }

  #decision(verdict: string): Decision {
    const known = this.#known.get(verdict);
    if (known !== undefined) return known;
    const decision = readVerdict(parseJson(verdict), "rollcall");
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    // A copy: a part of a text keeps all of it in memory.
    this.#known.set(Buffer.from(verdict).toString(), decision);
    return decision;
  }
}

/** The decision about a plan, from what the module wrote. */
export function readPlanVerdict(written: string): Decision {
  const results = parseJson(written);
  const [first] = Array.isArray(results) ? results : [];
  return readVerdict(isRecord(first) ? first["result"] : undefined, "rollcall.plan");
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** The texts of the elements of an array that the module wrote; none when it wrote something else. */
function elementsOf(array: string): readonly string[] {
  const elements: string[] = [];
  if (!array.startsWith("[") || array === "[]") return elements;
  let [depth, from] = [0, 1];
  for (let at = 0; at < array.length; at += 1) {
    const code = array.charCodeAt(at);
    if (code === QUOTE) at = endOfText(array, at);
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    if (depth === 0 || (depth === 1 && code === COMMA)) {
      elements.push(array.slice(from, at));
      from = at + 1;
    }
  }
  return elements;
}

/** Where the text that begins at a quote has its closing one. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
