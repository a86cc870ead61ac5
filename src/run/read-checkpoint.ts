import { RollcallError } from "../model/error.ts";
import type { Checkpoint } from "../model/ledger.ts";

/** A checkpoint from the JSON that `audit verify --format json` prints, or from its `checkpoint` alone. */
export function readCheckpoint(text: string, file: string): Checkpoint {
  const value = parse(text);
  const inner = isObject(value) && isObject(value["checkpoint"]) ? value["checkpoint"] : value;
  if (isObject(inner)) {
    const { sequence, commit, digest } = inner;
    if (typeof sequence === "number" && typeof commit === "string" && typeof digest === "string")
      return { sequence, commit, digest };
  }
  throw new RollcallError("input-invalid", `${file} holds no checkpoint {sequence, commit, digest}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
