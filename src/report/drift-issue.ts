import type { DriftedChange, DriftReport } from "../model/drift.ts";
import { count } from "./change-words.ts";
import { driftTable, isNamed, roomBeside } from "./drift-markdown.ts";
import { code, entities } from "./markdown-escape.ts";

/** What an issue says. */
export interface IssueText {
  readonly title: string;
  /** Markdown, every text from outside escaped; the same for the same drift, whenever it is made. */
  readonly body: string;
}

/** The issue that tells what was changed by hand: people by id, and how to adopt it or to put it back. */
export function driftIssue({ organization, drift }: DriftReport): IssueText {
  const head = `Somebody changed applications of ${code(organization)} by hand: they are no longer as the last run left them.\n\n`;
  const foot = [
    "To make the files say so:",
    "",
    commandBlock(adoptCommand(drift)),
    "To put it back, once that is reviewed:",
    "",
    commandBlock(revertCommand(drift)),
    "Both open a pull request. This issue follows the drift, and closes when there is none any more.",
    "",
  ].join("\n");
  const title = `Drift: ${count(drift.length, "change")} made by hand`;
  return { title, body: head + driftTable(drift, roomBeside(head + foot)) + foot };
}

/** What the issue says once there is no drift any more. */
export const settledIssue: IssueText = {
  title: "Drift: none any more",
  body: "Nothing in the applications differs by hand from what the last run left. A new issue tells when something does again.\n",
};

/** The text of the pull request that puts changes back: what merging it leads to. */
export function revertMarkdown(drift: readonly DriftedChange[]): string {
  const head = "No file changes. The apply that follows the merge puts back what was changed by hand:\n\n";
  return head + driftTable(drift, roomBeside(head) - 2_000);
}

/** Most characters of keys in a command; with more it takes all there is. */
const longest = 800;

function adoptCommand(drift: readonly DriftedChange[]): string {
  return `rollcall drift ${deedFlag("adopt", drift)} --reason 'WHY' --pull-request`;
}

function revertCommand(drift: readonly DriftedChange[]): string {
  return `rollcall drift ${deedFlag("revert", drift)} --pull-request`;
}

function deedFlag(deed: "adopt" | "revert", drift: readonly DriftedChange[]): string {
  const keys = keysOf(drift);
  return keys.length > longest || drift.some(isNamed) ? `--${deed}-all` : `--${deed} ${keys}`;
}

/** Quoted for a shell. */
function keysOf(drift: readonly DriftedChange[]): string {
  return `'${drift.map(({ change }) => change.key.replaceAll("'", `'\\''`)).join(",")}'`;
}

function commandBlock(command: string): string {
  return `<pre><code>${entities(command)}</code></pre>\n`;
}
