import { RollcallError } from "../../model/error.ts";
import type { Command } from "../command.ts";
import { reportFlags, reportFormats, reportOnSeats, reportUsage } from "./seats-report.ts";
import { listRequests, requestFlags, requestSeats, requestUsage } from "./seats-request.ts";

/** `rollcall seats`: a report on the licence pools, and what is asked of their reserves. */
export const seats: Command = {
  usage: `Usage: rollcall seats [--at INSTANT] [--ref COMMIT] [--format text|json|csv|html] [--out FILE]
       rollcall seats request POOL | seats requests

${reportUsage}
${requestUsage}`,
  flags: { ...reportFlags, ...requestFlags },
  formats: reportFormats,
  words: [0, 2],
  async run(call) {
    const [what, ...rest] = call.words;
    if (what === undefined) return reportOnSeats(call);
    if (what === "request") return requestSeats(call);
    if (what === "requests" && rest.length === 0) return listRequests(call);
    throw new RollcallError("input-invalid", "rollcall seats knows request POOL and requests");
  },
};
