import { RollcallError } from "../model/error.ts";
import type { Judging } from "../run/make-plan.ts";
import type { Scope } from "../run/world.ts";
import { type Flags, textFlag } from "./command.ts";

/** `--ref` and `--at` as a use case takes them. */
export function scopeOf(flags: Flags): Scope {
  return { ref: textFlag(flags, "ref") ?? null, at: instantFlag(flags) };
}

/** `--policies-from` and `--proposed-by` as planning takes them. */
export function judgingOf(flags: Flags): Judging {
  const named = textFlag(flags, "proposed-by") ?? "";
  const proposers = named.split(",").map((name) => name.trim());
  return { from: textFlag(flags, "policies-from") ?? null, proposers: proposers.filter((name) => name !== "") };
}

/** `--at` in the model's form; it needs a zone, like every instant that people write. */
export function instantFlag(flags: Flags): string | null {
  const text = textFlag(flags, "at");
  if (text === undefined) return null;
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = Date.parse(text);
  if (!isInstant || Number.isNaN(time)) {
    throw new RollcallError("input-invalid", `--at ${text} is no instant: write it as 2026-11-23T09:00:00Z`);
  }
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
