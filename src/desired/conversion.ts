import { wrong } from "../document/diagnose.ts";
import { parseDuration, parseMoment } from "../document/instant.ts";
import type { Parsed, ValuePath } from "../document/parsed.ts";
import { pathFault } from "../document/path.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";

/** What turning a written value into one of the model needs: where it was written, and whom to tell what is wrong. */
export interface Conversion {
  readonly document: Parsed;
  readonly note: (diagnostic: Diagnostic) => void;
}

/** A kind of file: the schema it must fit, and what it means. */
export interface FileKind<S, W, T> {
  readonly schema: S;
  convert(written: W, conversion: Conversion): T;
}

/** Notes an error at a value. */
export function refuse(
  { document, note }: Conversion,
  path: ValuePath,
  remark: { readonly code: string; readonly message: string; readonly hint: string },
): void {
  note(wrong({ ...remark, at: document.at(path) }));
}

/** A written duration; null, and noted, when it is longer than any that is meant. */
export function readDuration(conversion: Conversion, path: ValuePath, written: string): Milliseconds | null {
  const duration = parseDuration(written);
  if (duration === null) {
    const message = `${written} is no duration up to a hundred years`;
    refuse(conversion, path, { code: "malformed", message, hint: "write 90d, 8h, 30m or 45s" });
  }
  return duration;
}

/** A written date or instant; null, and noted, when the calendar has no such day. */
export function readMoment(
  conversion: Conversion,
  path: ValuePath,
  { written, edge }: { readonly written: string; readonly edge: "start" | "end" },
): Instant | null {
  const moment = parseMoment(written, edge);
  if (moment === null) {
    const message = `${written} is no day or time of the calendar`;
    refuse(conversion, path, { code: "no-such-moment", message, hint: "write 2026-11-30, or 2026-11-30T17:00Z" });
  }
  return moment;
}

/** Notes a path that leads out of the repository, or that some machines cannot have. */
export function checkPath(conversion: Conversion, path: ValuePath, written: string): void {
  const fault = pathFault(written);
  if (fault === null) return;
  refuse(conversion, path, {
    code: "bad-path",
    message: `the path cannot be used: ${fault}`,
    hint: "write it from the root, with /",
  });
}

/** A row of conditions, each with all the values that fit. */
export function conditionsOf(
  row: Readonly<Record<string, string | readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(row).map(([attribute, values]) => [attribute, listOf(values)]));
}

/** One value or several, as several. */
function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === "string" ? [written] : written;
}
