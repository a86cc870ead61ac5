import { draftRevoke } from "../../run/draft-revoke.ts";
import { carryOut, editFlags, editUsage } from "../carry-out.ts";
import { type Command, textFlag } from "../command.ts";

/** `rollcall revoke PERSON ROLE`: ends assignments in the files, as a diff, a file or a pull request. */
export const revoke: Command = {
  usage: `Usage: rollcall revoke PERSON ROLE [--at DATE] [--reason TEXT] [--dry-run | --write | --pull-request] [--format text|json]

Sets until of every assignment of ROLE to PERSON, and removes those that have not begun. PERSON is an id or a user name. A role
that comes by birthright is in no file of assignments: it says which row gives it. Nothing is taken before the merge.

  --at DATE         when it ends: a day, which counts to its end (2026-11-30), or an instant (2026-11-30T17:00Z); now when left out
  --reason TEXT     why, for the commit and the pull request
${editUsage}`,
  flags: { reason: { type: "string" }, ...editFlags },
  words: [2, 2],
  async run(call) {
    const [person = "", role = ""] = call.words;
    const end = textFlag(call.flags, "at") ?? null;
    const reason = textFlag(call.flags, "reason") ?? null;
    return carryOut(call, {
      at: null,
      draft: (world, scope) => draftRevoke(world, scope, { person, role, end, reason }),
    });
  },
};
