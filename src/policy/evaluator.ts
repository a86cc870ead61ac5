/** What the worker is started with. */
export interface EvaluatorStart {
  /** Path of the module that runs OPA's wasm. */
  readonly sdk: string;
  /** The module's bytes; inside the worker the module itself, compiled once. */
  readonly wasm: Uint8Array;
  /** Policy data as JSON. */
  readonly data: string;
  /** 64 KiB pages that one evaluation may fill. */
  readonly maxPages: number;
}

/** A question to the worker; `input` is JSON. */
export type EvaluatorQuestion =
  | { readonly kind: "needs" }
  | { readonly kind: "evaluate"; readonly entrypoint: string; readonly input: string };

/** Its answer; `result` is what the module wrote, unchecked: the result set as JSON in UTF-8, handed over. */
type EvaluatorAnswer =
  | { readonly kind: "needs"; readonly builtins: readonly string[] }
  | { readonly kind: "result"; readonly result: ArrayBuffer }
  | { readonly kind: "failed"; readonly message: string };

interface Port {
  on(event: "message", listener: (question: EvaluatorQuestion) => void): void;
  postMessage(answer: EvaluatorAnswer, handedOver: readonly ArrayBuffer[]): void;
}

/** The worker's script: plain text, so that it runs the same from TypeScript sources and from the build. */
export function evaluatorScript(): string {
  return `"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const wasm = new WebAssembly.Module(workerData.wasm);
(${serve.toString()})(parentPort, require(workerData.sdk), { ...workerData, wasm });`;
}

/** Answers questions inside the worker. Only its text crosses over, so it may use nothing but its arguments and globals. */
function serve(port: Port, sdk: typeof import("@open-policy-agent/opa-wasm"), start: EvaluatorStart): void {
  const load = () => {
    const policy = sdk.loadPolicySync(start.wasm, { initial: 16, maximum: start.maxPages });
    policy.setData(JSON.parse(start.data));
    return policy;
  };
  let policy = load();

  /** The text that the module wrote at an address, up to its NUL. */
  const written = (address: number): Uint8Array<ArrayBuffer> => {
    const memory = new Uint8Array(policy.mem.buffer);
    return memory.slice(address, memory.indexOf(0, address));
  };

  const needs = (): readonly string[] => {
    const { exports } = policy.wasmInstance;
    return Object.keys(JSON.parse(new TextDecoder().decode(written(exports.opa_json_dump(exports.builtins())))));
  };

  /** One evaluation by the ABI of OPA's wasm, 1.2: the input is written behind the data, and the heap begins behind the input. */
  const evaluate = (input: string, entrypoint: string): ArrayBuffer => {
    const { mem: memory, dataAddr, dataHeapPtr: start, entrypoints, wasmInstance } = policy;
    const entry = entrypoints[entrypoint];
    if (entry === undefined) throw new Error(`the module has no entry point ${entrypoint}`);
    const missing = start + 3 * input.length - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    const { written: length } = new TextEncoder().encodeInto(input, new Uint8Array(memory.buffer, start));
    return written(wasmInstance.exports.opa_eval(0, entry, dataAddr, start, length, start + length, 0)).buffer;
  };

  const answer = (question: EvaluatorQuestion): EvaluatorAnswer => {
    if (question.kind === "needs") return { kind: "needs", builtins: needs() };
    try {
      return { kind: "result", result: evaluate(question.input, question.entrypoint) };
    } catch (error) {
      // An aborted evaluation leaves the module's own state behind.
      policy = load();
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  };

  port.on("message", (question) => {
    const found = answer(question);
    port.postMessage(found, found.kind === "result" ? [found.result] : []);
  });
}
