import { RollcallError } from "../../model/error.ts";
import { draftPool } from "../../run/draft-pool.ts";
import { carryOut, editFlags, editUsage } from "../carry-out.ts";
import type { Command } from "../command.ts";
import { instantFlag } from "../scope.ts";

/** `rollcall pool set POOL KEY=VALUE…`: numbers of a licence pool, as a diff, a file or a pull request. */
export const pool: Command = {
  usage: `Usage: rollcall pool set POOL KEY=VALUE... [--dry-run | --write | --pull-request] [--at INSTANT] [--format text|json]

Sets values in the file of a licence pool, leaves everything else there as it is, and says what that does to seats as far as the
files tell.

  quota.LOCATION=N  seats of a location of the quota, or of one where somebody is
  overflow=N        seats that are open to every location (quota.global)
  alertAt=RATIO     share of use that is reported as nearly full: 80%, or 0.8
  whenFull=WORD     wait or deny
  reserve.seats=N   what the reserve may add
  cost.perSeat=N    what a seat costs
${editUsage}`,
  flags: editFlags,
  words: [3, 100],
  async run(call) {
    const [what, name = "", ...settings] = call.words;
    if (what !== "set") throw new RollcallError("input-invalid", "rollcall pool knows set POOL KEY=VALUE");
    const at = instantFlag(call.flags);
    return carryOut(call, { at, draft: (world, scope) => draftPool(world, scope, { pool: name, settings }) });
  },
};
