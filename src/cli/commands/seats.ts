import { RollcallError } from "../../model/error.ts";
import type { Command } from "../command.ts";
import { noticesUsage, seatNotices } from "./seats-notices.ts";
import { reportFlags, reportFormats, reportOnSeats, reportUsage } from "./seats-report.ts";
import { listRequests, requestFlags, requestSeats, requestUsage } from "./seats-request.ts";

/** `rollcall seats`: a report on the licence pools, what is asked of their reserves, and who is told of an unused seat. */
export const seats: Command = {
  usage: `Usage: rollcall seats [--at INSTANT] [--ref COMMIT] [--format text|json|csv|html] [--out FILE]
       rollcall seats request POOL | seats requests | seats notices

${reportUsage}
${requestUsage}${noticesUsage}`,
  flags: { ...reportFlags, ...requestFlags },
  formats: reportFormats,
  words: [0, 2],
  async run(call) {
    const [what, ...rest] = call.words;
    if (what === undefined) return reportOnSeats(call);
    if (what === "request") return requestSeats(call);
    if (what === "requests" && rest.length === 0) return listRequests(call);
    if (what === "notices" && rest.length === 0) return seatNotices(call);
    throw new RollcallError("input-invalid", "rollcall seats knows request POOL, requests and notices");
  },
};
