import type { Diagnostic } from "../model/diagnostic.ts";
import type { Source } from "../model/source.ts";

/** What is said about a place; `hint` says what to do. */
export interface Remark {
  readonly code: string;
  readonly at: Source;
  readonly message: string;
  readonly hint?: string | null;
}

/** An error: nothing is planned before it is mended. */
export function wrong(remark: Remark): Diagnostic {
  return diagnostic("error", remark);
}

/** A warning: it is planned, and somebody should look. */
export function doubtful(remark: Remark): Diagnostic {
  return diagnostic("warning", remark);
}

/** A value as a message may show it: quoted, on one line, cut after 60 characters. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 60 ? text : `${text.slice(0, 57)}…"`;
}

/** A place as a message may show it. */
export function placeText(at: Source): string {
  return `${at.file}:${at.line}:${at.column}`;
}

function diagnostic(severity: Diagnostic["severity"], { code, at, message, hint }: Remark): Diagnostic {
  return hint === undefined || hint === null ? { severity, code, message, at } : { severity, code, message, at, hint };
}
