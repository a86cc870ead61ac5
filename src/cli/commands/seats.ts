import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { seatsText } from "../../report/seats-text.ts";
import { makePlan } from "../../run/make-plan.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";
import { listRequests, requestFlags, requestSeats, requestUsage } from "./seats-request.ts";

/** `rollcall seats`: licence pools now and after the next plan. */
export const seats: Command = {
  usage: `Usage: rollcall seats [--at INSTANT] [--ref COMMIT] [--format text|json] | seats request POOL | seats requests

Reads the applications and prints, for each licence pool and location, who sits now and after the next plan, the quota,
and who waits at which place and why.

${requestUsage}`,
  flags: { ...requestFlags },
  words: [0, 2],
  async run(call) {
    const { flags, words, console, world } = call;
    const [what, ...rest] = words;
    if (what === "request") return requestSeats(call);
    if (what === "requests" && rest.length === 0) return listRequests(call);
    if (what !== undefined) throw new RollcallError("input-invalid", "rollcall seats knows request POOL and requests");
    const result = await makePlan(await world(), scopeOf(flags));
    if (result.kind === "invalid") {
      console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
      return exitCode.input;
    }
    const { seats: rows, waiting } = result.plan;
    const { pools, people } = result.organization;
    if (console.format === "json")
      console.print(JSON.stringify({ format_version: "1.0", seats: rows, waiting }, null, 2));
    else
      console.print(
        seatsText({ seats: rows, waiting, pools }, namesOf(people), { color: console.color, width: console.width }),
      );
    return exitCode.done;
  },
};
