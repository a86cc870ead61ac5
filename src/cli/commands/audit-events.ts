import { readFile } from "node:fs/promises";
import { RollcallError } from "../../model/error.ts";
import type { Recorded } from "../../run/open-ledger.ts";
import { type Call, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall audit heartbeat`. */
export async function heartbeat(call: Call): Promise<ExitCode> {
  const { noteHeartbeat } = await import("../../run/note-event.ts");
  return told(call, await noteHeartbeat(await call.world(), scopeOf(call.flags)));
}

/** `rollcall audit review SEQUENCE`. */
export async function review(call: Call, which: string): Promise<ExitCode> {
  const { flags } = call;
  const verdict = textFlag(flags, "verdict");
  if (verdict !== "accepted" && verdict !== "rejected")
    throw new RollcallError("input-invalid", "rollcall audit review needs --verdict accepted or --verdict rejected");
  const { noteReview } = await import("../../run/note-event.ts");
  const request = { sequence: Number(which), verdict, ticket: textFlag(flags, "ticket") ?? null } as const;
  return told(call, await noteReview(await call.world(), scopeOf(flags), request));
}

/** `rollcall audit key FILE.pub`. */
export async function key(call: Call, file: string): Promise<ExitCode> {
  const { flags } = call;
  const event = (["added", "retired", "revoked"] as const).find((each) => each === textFlag(flags, "event"));
  const principal = textFlag(flags, "principal");
  if (event === undefined || principal === undefined)
    throw new RollcallError(
      "input-invalid",
      "rollcall audit key needs --event added, retired or revoked, and --principal",
    );
  const { noteKey } = await import("../../run/note-event.ts");
  const request = { event, principal, key: await readKey(file) };
  return told(call, await noteKey(await call.world(), scopeOf(flags), request));
}

function readKey(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new RollcallError("input-invalid", `cannot read ${file}`, { cause });
  });
}

function told({ console }: Call, recorded: Recorded): ExitCode {
  const { sequence, commit, alreadyThere, reason } = recorded;
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...recorded }, null, 2));
  else {
    const what = alreadyThere ? "Was recorded before" : "Recorded";
    const later = reason === null ? "" : `; it is not at the remote yet: ${reason}`;
    console.print(`${what} as manifest ${sequence} in commit ${commit.slice(0, 12)}${later}.`);
  }
  return exitCode.done;
}

/** What `rollcall audit --help` says of them. */
export const eventUsage = `  heartbeat      record that there was nothing to do, once a day, so that silence can be told from records that were taken away
  review N       record that somebody looked at run N after the fact
    --verdict V    accepted or rejected
    --ticket T     where the matter is kept
  key FILE.pub   record that a key of the ledger came or went
    --event E      added, retired or revoked
    --principal P  whose key it is
`;

/** Flags of theirs. */
export const eventFlags = {
  verdict: { type: "string" },
  ticket: { type: "string" },
  event: { type: "string" },
  principal: { type: "string" },
} as const;
