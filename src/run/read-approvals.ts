import type { Approval } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";

/** Reads a list of approvals from JSON; throws `input-invalid` for anything else. */
export function readApprovals(text: string, file: string): readonly Approval[] {
  const value = parse(text);
  if (Array.isArray(value) && value.every(isApproval)) return value;
  throw new RollcallError("input-invalid", `${file} is no JSON list of {operations, by, team, at}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isApproval(value: unknown): value is Approval {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return ["operations", "by", "team", "at"].every((name) => typeof fields.get(name) === "string");
}
