import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { approvalQueueCsv, approvalQueueText } from "../../report/approval-queue-text.ts";
import { fetchMerges } from "../../run/fetch-merges.ts";
import { listApprovals } from "../../run/list-approvals.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { forgeOf } from "../forge.ts";
import { pullRequestOf } from "../pull-request.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall approvals`: which plans wait for somebody's approval, and for how long. */
export const approvals: Command = {
  usage: `Usage: rollcall approvals [PLAN…] [--at INSTANT] [--format text|json|csv]
       rollcall approvals fetch --out DIR [--ref COMMIT] [--pull-request N] [--teams]

Plans that wait for approval: those named, or those in .rollcall/pending/, where plan --out puts them when it is told so. What was said
of NAME.json is read from NAME.approvals.json beside it. Each with its age since it was shown, and what it waits for; those that
wait longer than approvals.sla (4h) first. Calls no application.

fetch asks GitHub for every pull request that was merged since the last run that made everything so: the record that plan --bind left
there, and who said what of it. It writes them into DIR, for rollcall apply --merges (GITHUB_REPOSITORY and GITHUB_TOKEN, or an App).

  --out DIR    the directory to write; what was in it goes
  --pull-request N
               asks about one that is still open instead; --ref is its merge
  --teams      GitHub's teams of the owner say who is in which team, where no file does (the App or the token must see members)
`,
  flags: { out: { type: "string" }, "pull-request": { type: "string" }, teams: { type: "boolean" } },
  formats: ["csv"],
  words: [0, 10_000],
  async run(call) {
    if (call.words[0] === "fetch") return fetch(call);
    const { flags, words, console, world } = call;
    const queue = await listApprovals(
      await world(),
      scopeOf(flags),
      words.map((path) => resolve(path)),
    );
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...queue }, null, 2));
    else if (console.format === "csv") console.print(approvalQueueCsv(queue));
    else console.print(approvalQueueText(queue, { color: console.color, width: console.width }));
    return exitCode.done;
  },
};

async function fetch({ flags, words, console, world }: Call): Promise<ExitCode> {
  const out = textFlag(flags, "out");
  if (out === undefined || words.length > 1)
    throw new RollcallError("input-invalid", "approvals fetch needs --out DIR, and no further word");
  const opened = await world();
  const pull = await pullRequestOf(flags, opened);
  const asked = {
    pullRequest: pull?.number ?? null,
    ref: textFlag(flags, "ref") ?? null,
    out: resolve(out),
    asksTeams: flags["teams"] === true,
  };
  const { merges, remarks } = await fetchMerges(opened, { forge: await forgeOf(opened), ...asked });
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", merges, remarks }, null, 2));
  else
    for (const each of merges)
      console.print(`pull request ${each.pullRequest}, merged by ${each.commit}: ${each.reviews} reviews`);
  for (const remark of remarks) console.complain(remark);
  return exitCode.done;
}
