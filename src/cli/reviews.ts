import { noReviews, type Reviews } from "../model/approval.ts";
import { readApprovals, withProposers } from "../run/read-approvals.ts";
import { type Flags, textFlag } from "./command.ts";
import { readText } from "./commands/show.ts";

/** What `--approvals` and `--proposed-by` tell. */
export async function reviewsOf(flags: Flags): Promise<Reviews> {
  const file = textFlag(flags, "approvals");
  const reviews = file === undefined ? noReviews : await readApprovals(await readText(file), file);
  const proposers = textFlag(flags, "proposed-by")?.split(",") ?? [];
  return withProposers(
    reviews,
    proposers.map((name) => name.trim()).filter((name) => name !== ""),
  );
}
