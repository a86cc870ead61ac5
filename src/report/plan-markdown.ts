import type { ApprovalStanding } from "../model/approval-standing.ts";
import { compareText } from "../model/compare.ts";
import type { Names } from "../model/names.ts";
import type { Plan } from "../model/plan.ts";
import { needRemarks, overrideRemarks, overrideWords } from "./approval-words.ts";
import { costWords } from "./cost-words.ts";
import { findingHeadings, findingOrder, findingsOf } from "./finding-words.ts";
import { foldedBlock, type Part, row, tableBlock, withinLimit } from "./markdown-block.ts";
import { code } from "./markdown-escape.ts";
import { footMarkup, headMarkup, tooShort, unreviewable, type WriteRates } from "./markdown-head.ts";
import { approvalPart, deniedPart, destructivePart, harmlessPart, moverPart } from "./markdown-people.ts";
import { personCode, type Speech } from "./markdown-words.ts";
import { compareSeats, quotaWords } from "./seats-text.ts";
import { approvalsOf, stopsOf, warningsOf } from "./verdict.ts";
import { kindCounts } from "./verdict-words.ts";

/** How a comment is written: at most `limit` bytes (60,000); people by id unless `showNames`. */
export interface PlanMarkdownOptions {
  readonly limit?: number;
  readonly showNames?: boolean;
  /** What is there of the approvals; left out: nobody looked. */
  readonly standing?: ApprovalStanding;
  /** How fast applications may be written to; left out: nothing is said of time. */
  readonly rates?: WriteRates;
  /** A sentence without its end: where everything is listed that does not fit. */
  readonly elsewhere?: string;
}

/** What a comment comes to, and whether it lists all that is denied, takes access away or needs approval. */
export interface FittedMarkdown {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * A plan as a comment on a pull request: the verdict and its reasons, then everything that takes access away, then the rest.
 * Pure ASCII; when it is too long, the rest is cut first, and what is missing is counted.
 */
export function planMarkdown(plan: Plan, names: Names, options: PlanMarkdownOptions = {}): string {
  return fitMarkdown(plan, names, options).text;
}

/** The same; a comment that cannot list what a reviewer has to see says so at its top, and where all of it is. */
export function fitMarkdown(plan: Plan, names: Names, options: PlanMarkdownOptions = {}): FittedMarkdown {
  const limit = options.limit ?? 60_000;
  const speech = { names, showNames: options.showNames ?? false };
  const standing = options.standing ?? null;
  const parts = partsOf(plan, speech, standing);
  const foot = footMarkup(plan);
  const draw = (head: string) => {
    const { text, isWhole } = withinLimit(parts, limit - head.length - foot.length);
    return { text: head + text + foot, isWhole };
  };
  const head = headMarkup(plan, standing, options.rates ?? null);
  const first = draw(head);
  const told = first.isWhole ? first : draw(head + unreviewable(options.elsewhere ?? savedPlan));
  if (told.text.length <= limit) return told;
  return { text: tooShort(plan).slice(0, limit), isWhole: false };
}

const savedPlan = "`rollcall show` on the plan file lists each";

function partsOf(plan: Plan, speech: Speech, standing: ApprovalStanding | null): readonly Part[] {
  return [
    guardPart(plan, standing),
    deniedPart(plan, speech),
    destructivePart(plan, speech),
    approversPart(plan),
    standingPart(standing),
    approvalPart(plan, speech),
    moverPart(plan, speech),
    harmlessPart(plan, speech, "other"),
    harmlessPart(plan, speech, "joiner"),
    applicationPart(plan),
    seatPart(plan),
    costPart(plan),
    waitingPart(plan, speech),
    warningPart(plan),
    ...findingParts(plan),
  ];
}

function part(must: boolean, block: Part["variants"][number]): Part {
  return { must, variants: block.rows.length === 0 ? [] : [block] };
}

function guardPart(plan: Plan, standing: ApprovalStanding | null): Part {
  const overrides = new Map(standing?.overrides.map((each) => [each.guard, each]));
  const rows = plan.guards.map(({ guard, message }) => {
    const override = overrides.get(guard);
    const said =
      override === undefined ? [] : overrideRemarks(override, code).map(({ what, names }) => `${what}: ${names}`);
    return row([
      code(guard),
      code(message),
      [override === undefined ? "" : overrideWords(override), ...said].join("; "),
    ]);
  });
  const title = stopsOf(plan, standing).length > 0 ? "Stopped by guards" : "Guards that were overridden";
  return part(true, tableBlock(title, ["guard", "reason", ""], rows));
}

/** What is there, who does not count, and who could still agree. */
function standingPart(standing: ApprovalStanding | null): Part {
  const blocks = standing?.blocks.map(({ by, teams }) =>
    row([teams.map((team) => code(team)).join(" "), "", "asks for changes", code(by)]),
  );
  const rows = standing?.needs.flatMap((need) =>
    needRemarks(need, code).map(({ what, names }) =>
      row([code(need.from), `${need.have} of ${need.required}`, what, names]),
    ),
  );
  return part(true, tableBlock("Approvals so far", ["from", "there", "", "who"], [...(blocks ?? []), ...(rows ?? [])]));
}

function approversPart(plan: Plan): Part {
  const rows = approvalsOf(plan).flatMap(({ from, count: people, rules }) =>
    rules.map(({ rule, message, changes }) =>
      row([
        code(from),
        String(people),
        code(rule),
        code(message),
        changes === 0 ? "the plan as a whole" : String(changes),
      ]),
    ),
  );
  return part(true, tableBlock("Approvals needed", ["from", "how many", "rule", "reason", "changes"], rows));
}

function applicationPart({ applications }: Plan): Part {
  const rows = applications
    .toSorted((a, b) => compareText(a.application, b.application))
    .map(({ application, accounts, groups, listing, calls, changes }) => {
      const counts = kindCounts(changes).map(({ words }) => words);
      const trusted = listing === "complete" ? listing : `**${listing}**`;
      return row([
        code(application),
        String(accounts),
        String(groups),
        trusted,
        String(calls),
        counts.join(", ") || "none",
      ]);
    });
  const columns = ["application", "accounts", "groups", "listing", "predicted writes", "changes"];
  return part(false, foldedBlock(`Applications (${rows.length})`, columns, rows));
}

function seatPart({ seats }: Plan): Part {
  const rows = seats.toSorted(compareSeats).map((seat) => {
    const { pool, location, quota, usedBefore, usedAfter } = seat;
    const used = usedBefore === usedAfter ? String(usedAfter) : `${usedBefore} &rarr; ${usedAfter}`;
    const note = usedAfter > quota ? "**over quota**" : usedAfter === quota ? "full" : "";
    return row([code(pool), code(location), used, quotaWords(seat, "&rarr;"), note]);
  });
  return part(false, foldedBlock("Seats", ["pool", "location", "used", "quota", ""], rows));
}

/** What is bought at another number than before comes to be paid: that is not folded away. */
function costPart({ costs }: Plan): Part {
  const rows = costWords(costs, "&rarr;").map(({ pool, bought, used, difference }) =>
    row([pool === null ? "all pools" : code(pool), bought, used, difference]),
  );
  const isOther = costs.some(({ bought, boughtBefore }) => boughtBefore !== null && boughtBefore !== bought);
  const columns = ["pool", "bought", "used", ""];
  return part(false, isOther ? tableBlock("Cost a month", columns, rows) : foldedBlock("Cost a month", columns, rows));
}

function waitingPart({ waiting }: Plan, speech: Speech): Part {
  const rows = waiting
    .toSorted((a, b) => compareText(a.pool, b.pool) || a.place - b.place)
    .map((each) =>
      row([
        code(each.pool),
        String(each.place),
        personCode(speech, each.person),
        code(each.location),
        code(each.reason),
      ]),
    );
  return part(
    false,
    foldedBlock(`Waiting for a seat (${rows.length})`, ["pool", "place", "who", "location", "reason"], rows),
  );
}

function warningPart(plan: Plan): Part {
  const rows = warningsOf(plan).map(({ rule, message, changes }) =>
    row([code(rule), code(message), changes === 0 ? "the plan as a whole" : String(changes)]),
  );
  return part(false, foldedBlock(`Warnings (${rows.length})`, ["rule", "reason", "changes"], rows));
}

/** Kinds whose subject is an account's name, hence perhaps somebody's address: a comment counts them. */
const personal = new Set([
  "unmanaged-account",
  "unmanaged-member",
  "orphan-account",
  "duplicate-account",
  "userName-conflict",
]);

/** Findings by kind, folded; of those that may name somebody by their address, only how many there are. */
export function findingParts(plan: Pick<Plan, "findings">): readonly Part[] {
  return findingOrder.map((kind) => findingPart(plan, kind));
}

function findingPart(plan: Pick<Plan, "findings">, kind: (typeof findingOrder)[number]): Part {
  const found = findingsOf(plan.findings, kind);
  const { title, note } = findingHeadings[kind];
  const summary = `${title} (${found.length})${note === null ? "" : `. ${note}`}`;
  if (!personal.has(kind)) {
    const rows = found.map(({ application, subject, message }) =>
      row([code(application), code(subject), code(message)]),
    );
    return part(false, foldedBlock(summary, ["application", "what", ""], rows));
  }
  const applications = [...new Set(found.map(({ application }) => application))];
  const rows = applications.map((application) =>
    row([code(application), String(found.filter((finding) => finding.application === application).length)]),
  );
  return part(false, foldedBlock(summary, ["application", "number"], rows));
}
