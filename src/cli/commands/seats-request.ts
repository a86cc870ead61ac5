import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { deliveriesText, seatRequestsText } from "../../report/seat-requests-text.ts";
import { listSeatRequests } from "../../run/list-seat-requests.ts";
import { draftSeatRequest, writeSeatRequest } from "../../run/request-seats.ts";
import { sendSeatRequests } from "../../run/send-seat-requests.ts";
import { type Call, type Flags, textFlag } from "../command.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** Flags of `rollcall seats request` and `rollcall seats requests`. */
export const requestFlags = {
  seats: { type: "string" },
  reason: { type: "string" },
  write: { type: "boolean" },
  send: { type: "boolean" },
} as const;

/** How both are called. */
export const requestUsage = `  request POOL   ask the pool's reserve for seats: prints pools/requests/POOL.yaml as it would be
    --seats N      how many
    --reason TEXT  why; the supplier reads it
    --write        write the file, for a pull request
  requests       what was asked of reserves, with its state and age
    --send         tell the webhooks of what was asked and not decided, for the workflow that runs after the merge
`;

/** `rollcall seats request POOL`: the file with one request more, printed or written. */
export async function requestSeats({ flags, words, console, world }: Call): Promise<ExitCode> {
  const [, pool] = words;
  const reason = textFlag(flags, "reason");
  if (pool === undefined) throw new RollcallError("input-invalid", "name the pool: rollcall seats request POOL");
  if (reason === undefined) throw new RollcallError("input-invalid", "say why with --reason TEXT");
  const opened = await world();
  const draft = await draftSeatRequest(opened, scopeOf(flags), { pool, seats: seatsFlag(flags), reason });
  if (draft.kind === "invalid") {
    console.complain(diagnosticsText(draft.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  const { path, id, text } = draft;
  const written = flags["write"] === true;
  if (written) await writeSeatRequest(opened, draft);
  if (console.format === "json")
    console.print(JSON.stringify({ format_version: "1.0", path, id, written, text }, null, 2));
  else console.print(text);
  console.note(written ? `${path}: written; merging it is agreeing to ask` : `${path}: not written; give --write`);
  return exitCode.done;
}

/** `rollcall seats requests`: lists them, or sends those that wait for an answer. */
export async function listRequests(call: Call): Promise<ExitCode> {
  const { flags, console, world } = call;
  if (flags["send"] === true) return sendRequests(call);
  const listed = await listSeatRequests(await world(), scopeOf(flags));
  if (listed.kind === "invalid") {
    console.complain(diagnosticsText(listed.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  const { requests } = listed;
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", requests }, null, 2));
  else console.print(seatRequestsText(requests, { color: console.color, width: console.width }));
  return exitCode.done;
}

async function sendRequests({ flags, console, world }: Call): Promise<ExitCode> {
  const sending = await sendSeatRequests(await world(), scopeOf(flags));
  if (sending.kind === "invalid") {
    console.complain(diagnosticsText(sending.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  const { deliveries, fault } = sending;
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", deliveries }, null, 2));
  else console.print(deliveriesText(deliveries, { color: console.color, width: console.width }));
  return fault === null ? exitCode.done : exitCodeOf(fault);
}

function seatsFlag(flags: Flags): number {
  const text = textFlag(flags, "seats") ?? "";
  if (!/^[1-9][0-9]{0,7}$/.test(text)) throw new RollcallError("input-invalid", "--seats takes a number from 1");
  return Number(text);
}
