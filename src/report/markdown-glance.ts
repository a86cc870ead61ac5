import type { ApprovalStanding } from "../model/approval-standing.ts";
import { compareText } from "../model/compare.ts";
import type { Plan } from "../model/plan.ts";
import { needRemarks } from "./approval-words.ts";
import { count } from "./change-words.ts";
import { costWords } from "./cost-words.ts";
import { code } from "./markdown-escape.ts";
import { durationWords } from "./progress.ts";
import { compareSeats, quotaWords } from "./seats-text.ts";
import { type Situation, situations, subjectsOf } from "./subject.ts";
import { approvalsOf, countsOf } from "./verdict.ts";
import { kindCounts } from "./verdict-words.ts";

/** Writes a second that are allowed, over all applications and to each of them. */
export interface WriteRates {
  readonly overall: number;
  readonly applications: ReadonlyMap<string, number>;
}

const people: Readonly<Record<Situation, readonly [one: string, many: string]>> = {
  leaver: ["leaver", "leavers"],
  "loses-access": ["loses access", "lose access"],
  nobody: ["account of nobody on the roster", "accounts of nobody on the roster"],
  mover: ["mover", "movers"],
  other: ["other", "others"],
  joiner: ["joiner", "joiners"],
};

/** Names of applications, pools and teams that a row shows. */
const mostShown = 8;

/** A small table: changes, who agrees, whom and what it is about, seats, cost, calls and time; empty where nothing changes. */
export function glanceMarkup(plan: Plan, standing: ApprovalStanding | null, rates: WriteRates | null): string {
  const rows = [
    ["Approval", approvals(plan, standing)],
    ["People", situationCounts(plan)],
    ["Applications", applications(plan)],
    ["Seats", seats(plan)],
    ["Cost a month", costs(plan)],
    ["Calls", calls(plan, rates)],
  ].filter(([, words]) => words !== "");
  if (plan.changes.length === 0) return "";
  const changes = kindCounts(countsOf(plan).kinds).map(({ words }) => words);
  return `| Changes | ${changes.join(", ")} |\n| --- | --- |\n${rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("")}\n`;
}

function approvals(plan: Plan, standing: ApprovalStanding | null): string {
  if (standing === null) return listed(approvalsOf(plan).map((need) => `${code(need.from)} needs ${need.count}`));
  return listed(
    standing.needs.map((need) => {
      const missing = need.required - need.have;
      const agreed = `${code(need.from)} has ${need.have} of ${need.required}`;
      const could = needRemarks(need, code).filter(({ what }) => missing > 0 && what === "could agree");
      return [agreed, ...could.map(({ what, names }) => `${what}: ${names}`)].join("; ");
    }),
  );
}

function situationCounts(plan: Plan): string {
  const subjects = subjectsOf(plan);
  return situations
    .map((situation) => ({ situation, number: subjects.filter((each) => each.situation === situation).length }))
    .filter(({ number }) => number > 0)
    .map(({ situation, number }) => count(number, ...people[situation]))
    .join(", ");
}

function applications({ applications: all }: Plan): string {
  const sum = (changes: Plan["applications"][number]["changes"]): number =>
    Object.values(changes).reduce((total, each) => total + each, 0);
  const changed = all
    .filter(({ changes }) => sum(changes) > 0)
    .toSorted((a, b) => sum(b.changes) - sum(a.changes) || compareText(a.application, b.application));
  const words = ({ application, changes }: (typeof changed)[number]): string =>
    `${code(application)} ${kindCounts(changes)
      .map((each) => each.words)
      .join(", ")}`;
  return listed(changed.map(words));
}

function seats({ seats: all }: Plan): string {
  const moved = all
    .filter(({ usedBefore, usedAfter, quota }) => usedBefore !== usedAfter || usedAfter > quota)
    .toSorted(compareSeats)
    .map((seat) => {
      const { pool, location, usedBefore, usedAfter, quota } = seat;
      const note = usedAfter > quota ? ", **over quota**" : usedAfter === quota ? ", full" : "";
      return `${code(pool)} ${code(location)} ${usedBefore} &rarr; ${usedAfter} of ${quotaWords(seat, "&rarr;")}${note}`;
    });
  return listed(moved);
}

function costs(plan: Plan): string {
  const words = costWords(plan.costs, "&rarr;");
  const sums = words.filter(({ pool }) => pool === null);
  return listed(
    (sums.length > 0 ? sums : words)
      .filter(({ difference }) => difference !== "")
      .map(({ pool, difference }) => (pool === null ? difference : `${code(pool)} ${difference}`)),
  );
}

/** The time that the limits alone take; what an application takes to answer is not known. */
function calls({ applications: all }: Plan, rates: WriteRates | null): string {
  const total = all.reduce((sum, each) => sum + each.calls, 0);
  if (total === 0) return "";
  const words = count(total, "predicted write");
  if (rates === null) return words;
  const each = all.map((one) => one.calls / (rates.applications.get(one.application) ?? rates.overall));
  const seconds = Math.max(total / rates.overall, ...each);
  return `${words}: at least ${durationWords(seconds * 1000)} at the limits of the applications`;
}

/** One below another, the first eight of them. */
function listed(words: readonly string[]): string {
  const rest = words.length - mostShown;
  return [...words.slice(0, mostShown), ...(rest > 0 ? [`and ${rest} more`] : [])].join("<br>");
}
