import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { draftGrant, type GrantWish } from "../../run/draft-grant.ts";
import { readRequest, refuseUnlessMaintainer } from "../../run/read-request.ts";
import { carryOut, editFlags, editUsage } from "../carry-out.ts";
import { type Call, type Command, type Flags, textFlag } from "../command.ts";
import { forgeOf } from "../forge.ts";
import { instantFlag } from "../scope.ts";

/** `rollcall grant PERSON ROLE`: an assignment in the files, as a diff, a file or a pull request. */
export const grant: Command = {
  usage: `Usage: rollcall grant PERSON ROLE --reason TEXT [--until DATE] [--from DATE] [--kind temporary|emergency]
                      [--file assignments/NAME.yaml] [--dry-run | --write | --pull-request] [--format text|json]
       rollcall grant --issue FILE [--dry-run | --write | --pull-request]

Adds an assignment to the file of the month and leaves every line that stands there as it is. PERSON is an id or a user name.
Everything is checked as it would be; nothing is granted before the merge, and before a plan was approved.

  --until DATE      a day, which counts to its end (2026-11-30), or an instant (2026-11-30T17:00Z)
  --from DATE       its first moment; now, where the role has a longest duration
  --kind KIND       standard (default), temporary or emergency; the last two must end
  --file FILE       another file than assignments/YYYY-MM.yaml
  --issue FILE      what an issue asks for: GitHub's event of it, which GITHUB_EVENT_PATH names. With --pull-request, who added its
                    label has to maintain the repository
${editUsage}`,
  flags: {
    reason: { type: "string" },
    until: { type: "string" },
    from: { type: "string" },
    kind: { type: "string" },
    file: { type: "string" },
    issue: { type: "string" },
    ...editFlags,
  },
  words: [0, 2],
  async run(call) {
    const at = instantFlag(call.flags);
    const event = textFlag(call.flags, "issue");
    if (event === undefined) {
      const wish = wishOf(call);
      return carryOut(call, { at, draft: (world, scope) => draftGrant(world, scope, wish) });
    }
    if (call.words.length > 0)
      throw new RollcallError("input-invalid", "--issue says who and what: give no PERSON and ROLE");
    const world = await call.world();
    const { wish, author, accepted, issue } = await readRequest(world, resolve(event));
    if (accepted !== null && call.flags["pull-request"] === true)
      await refuseUnlessMaintainer(world, await forgeOf(world), accepted);
    return carryOut(call, { at, by: author, issue, draft: (world, scope) => draftGrant(world, scope, wish) });
  },
};

function wishOf({ flags, words }: Call): GrantWish {
  const [person, role] = words;
  const reason = textFlag(flags, "reason");
  if (person === undefined || role === undefined) {
    throw new RollcallError("input-invalid", "name both: rollcall grant PERSON ROLE");
  }
  if (reason === undefined) throw new RollcallError("input-invalid", "say why with --reason TEXT");
  return {
    person,
    role,
    reason,
    from: textFlag(flags, "from") ?? null,
    until: textFlag(flags, "until") ?? null,
    kind: kindFlag(flags),
    file: textFlag(flags, "file") ?? null,
  };
}

function kindFlag(flags: Flags): GrantWish["kind"] {
  const text = textFlag(flags, "kind") ?? "standard";
  const kind = (["standard", "temporary", "emergency"] as const).find((each) => each === text);
  if (kind === undefined) throw new RollcallError("input-invalid", "--kind is standard, temporary or emergency");
  return kind;
}
