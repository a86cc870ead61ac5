import { placeText, wrong } from "../document/diagnose.ts";
import { parseInstant } from "../document/instant.ts";
import { parseJson } from "../document/json.ts";
import type { Parsed, ValuePath } from "../document/parsed.ts";
import { checkOf, type Written } from "../document/validate.ts";
import type { GuardOverride, Review, Reviews } from "../model/approval.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import { reviewListSchema, reviewsSchema } from "./reviews-schema.ts";

const maxBytes = 4 * 1024 * 1024;

/** Reads who agreed, from JSON: a list of reviews, or an object that also tells publication and proposers. Throws `input-invalid`. */
export async function readApprovals(text: string, file: string): Promise<Reviews> {
  const parsed = parseJson(new TextEncoder().encode(text), file, maxBytes);
  if (parsed.kind === "refused") throw refused(parsed.diagnostics);
  const { document } = parsed;
  if (Array.isArray(document.value)) {
    const checked = (await checkOf(reviewListSchema))(document);
    if (checked.kind === "refused") throw refused(checked.diagnostics);
    return { published: null, proposers: [], ...readEntries(checked.value, { document, path: [] }) };
  }
  const checked = (await checkOf(reviewsSchema))(document);
  if (checked.kind === "refused") throw refused(checked.diagnostics);
  const { published, proposers = [], reviews } = checked.value;
  return {
    published: published === undefined ? null : readInstant(published, { document, path: ["published"] }),
    proposers,
    ...readEntries(reviews, { document, path: ["reviews"] }),
  };
}

/** The same with further proposers, such as those that a flag names. */
export function withProposers(reviews: Reviews, names: readonly string[]): Reviews {
  return { ...reviews, proposers: [...reviews.proposers, ...names] };
}

type Entry = Written<typeof reviewListSchema>[number];

interface Place {
  readonly document: Parsed;
  readonly path: ValuePath;
}

function readEntries(entries: readonly Entry[], { document, path }: Place): Pick<Reviews, "reviews" | "overrides"> {
  const reviews: Review[] = [];
  const overrides: GuardOverride[] = [];
  for (const [index, entry] of entries.entries()) {
    const place = { document, path: [...path, index] };
    if (entry.kind === "override") overrides.push(readOverride(entry, place));
    else reviews.push(readReview(entry, place));
  }
  return { reviews, overrides };
}

function readReview(entry: Entry, place: Place): Review {
  if (entry.guard !== undefined) throw odd(place, "a review names no guard", 'write "kind": "override"');
  const state = (entry.state ?? "approved").toLowerCase().replace("_", "-");
  return {
    state: states.find((each) => each === state) ?? "commented",
    operations: entry.operations ?? null,
    by: entry.by,
    team: entry.team ?? null,
    at: readInstant(entry.at, { ...place, path: [...place.path, "at"] }),
    isBot: entry.bot ?? false,
    mayWrite: entry.permission === undefined ? null : writers.has(entry.permission),
  };
}

const states = ["approved", "changes-requested", "dismissed", "commented"] as const;
const writers: ReadonlySet<string> = new Set(["admin", "maintain", "write"]);

function readOverride({ guard, operations, reason, ...entry }: Entry, place: Place): GuardOverride {
  if (guard === undefined || reason === undefined || typeof operations !== "string")
    throw odd(place, "an override names its guard, the operations and a reason", "docs/guards.md has an example");
  if (entry.team !== undefined || entry.state !== undefined)
    throw odd(place, "an override has no team and no state", "leave them out");
  const at = readInstant(entry.at, { ...place, path: [...place.path, "at"] });
  return { guard, operations, by: entry.by, at, reason };
}

function readInstant(text: string, place: Place): Instant {
  const instant = parseInstant(text.replace(/\.\d+(?=Z|[+-])/, ""));
  if (instant === null) throw odd(place, `${text} is no instant`, "write 2026-11-23T09:30:00Z");
  return instant;
}

function odd({ document, path }: Place, message: string, hint: string): RollcallError {
  return refused([wrong({ code: "malformed", at: document.at(path), message, hint })]);
}

function refused(diagnostics: readonly Diagnostic[]): RollcallError {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  const text =
    first === undefined ? "cannot be read" : `${placeText(first.at)}: ${first.message}; ${first.hint}${more}`;
  return new RollcallError("input-invalid", `approvals: ${text}`);
}
