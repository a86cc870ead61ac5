import type { FileEdit } from "../model/file-edit.ts";
import { code } from "./markdown-escape.ts";

/** What a pull request of Rollcall's own tells. */
export interface ProposalTold {
  readonly edits: readonly FileEdit[];
  readonly title: string;
  readonly reason: string | null;
  readonly remarks: readonly string[];
  /** Markdown that is escaped already. */
  readonly details?: string;
  /** Login or name of who asks for it. */
  readonly by: string;
  /** The issue that asks for it, which ends with the merge; null: none. */
  readonly issue: number | null;
}

/** The text of a pull request; nothing of it that comes from outside is read as markup, mention or link. */
export function proposalMarkdown({ edits, title, reason, remarks, details, by, issue }: ProposalTold): string {
  const files = edits.map(({ path }) => code(path)).join(", ");
  return [
    code(title),
    "",
    ...(edits.length === 0 ? [] : [`- in ${files}`]),
    `- asked for by ${code(by)}`,
    ...(reason === null ? [] : [`- because ${code(reason)}`]),
    ...remarks.map((remark) => `- ${code(remark)}`),
    ...(issue === null ? [] : ["", `Closes #${issue}`]),
    ...(details === undefined ? [] : ["", details]),
    "",
    "The plan shows what it changes; merging it is agreeing to it.",
    "",
  ].join("\n");
}
