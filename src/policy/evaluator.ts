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

/** A question to the worker; `input` is JSON in UTF-8, handed over. */
export type EvaluatorQuestion =
  | { readonly kind: "needs" }
  | { readonly kind: "evaluate"; readonly entrypoint: string; readonly input: ArrayBuffer };

/** Its answer; `value` is whatever the rules gave, unchecked, as JSON: a text crosses over faster than what it says. */
type EvaluatorAnswer =
  | { readonly kind: "needs"; readonly builtins: readonly string[] }
  | { readonly kind: "value"; readonly value: string | undefined }
  | { readonly kind: "failed"; readonly message: string };

interface Port {
  on(event: "message", listener: (question: EvaluatorQuestion) => void): void;
  postMessage(answer: EvaluatorAnswer): void;
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

  const needs = (): readonly string[] => {
    const { exports } = policy.wasmInstance;
    const memory = new Uint8Array(policy.mem.buffer);
    const address = exports.opa_json_dump(exports.builtins());
    const text = new TextDecoder().decode(memory.subarray(address, memory.indexOf(0, address)));
    return Object.keys(JSON.parse(text));
  };

  const answer = (question: EvaluatorQuestion): EvaluatorAnswer => {
    if (question.kind === "needs") return { kind: "needs", builtins: needs() };
    try {
      const found = policy.evaluate(question.input, question.entrypoint);
      return { kind: "value", value: JSON.stringify(found[0]?.result) };
    } catch (error) {
      // An aborted evaluation leaves the module's own state behind.
      policy = load();
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  };

  port.on("message", (question) => port.postMessage(answer(question)));
}
