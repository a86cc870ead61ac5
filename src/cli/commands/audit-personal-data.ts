import { RollcallError } from "../../model/error.ts";
import type { ErasureEvent } from "../../model/ledger-event.ts";
import { verificationText } from "../../report/ledger-text.ts";
import { retentionText } from "../../report/retention-text.ts";
import { type Call, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

const reasons = ["request", "retention", "mistake"] as const satisfies readonly ErasureEvent["reason"][];

/** `rollcall audit erase PERSON`. */
export async function erase({ flags, console, world }: Call, person: string): Promise<ExitCode> {
  const wanted = textFlag(flags, "reason") ?? "request";
  const reason = reasons.find((each) => each === wanted);
  if (reason === undefined)
    throw new RollcallError("input-invalid", `--reason ${wanted} is none of ${reasons.join(", ")}`);
  const { erasePerson } = await import("../../run/erase-person.ts");
  const erased = await erasePerson(await world(), scopeOf(flags), { person, reason });
  const { keys, recorded } = erased;
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...erased }, null, 2));
  else {
    const many = keys.length === 1 ? "1 key" : `${keys.length} keys`;
    console.print(
      `Destroyed ${many} of ${person}: what the ledger holds about them can be read by nobody any more.\n` +
        `Recorded as manifest ${recorded.sequence} in commit ${recorded.commit.slice(0, 12)}.\n` +
        "Copies of the keys in backups are outside of Rollcall's reach: let them expire.",
    );
  }
  return exitCode.done;
}

/** `rollcall audit renew-key PERSON`. */
export async function renewKey({ flags, console, world }: Call, person: string): Promise<ExitCode> {
  const { renewPersonKey } = await import("../../run/erase-person.ts");
  const id = await renewPersonKey(await world(), scopeOf(flags), person);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", person, key: id }, null, 2));
  else console.print(`From now on key ${id} seals what is written about ${person}.`);
  return exitCode.done;
}

/** `rollcall audit retention`: whose time is over, and who is on hold. */
export async function retention({ flags, console, world }: Call): Promise<ExitCode> {
  const { listRetention } = await import("../../run/list-retention.ts");
  const answer = await listRetention(await world(), scopeOf(flags));
  const options = { color: console.color, width: console.width };
  if (answer.kind === "broken") {
    console.complain(verificationText(answer.verification, options));
    return exitCode.ledger;
  }
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...answer }, null, 2));
  else console.print(retentionText(answer, options));
  return exitCode.done;
}

/** `rollcall audit rewrap --from REFERENCE`. */
export async function rewrap({ flags, console, world }: Call): Promise<ExitCode> {
  const from = textFlag(flags, "from");
  if (from === undefined)
    throw new RollcallError(
      "input-invalid",
      "rollcall audit rewrap needs --from with a reference to the old master key",
    );
  const { rewrapKeys } = await import("../../run/rewrap-keys.ts");
  await rewrapKeys(await world(), scopeOf(flags), from);
  console.print("The master key that rollcall.yaml names opens the keys of people now, and the old one does not.");
  return exitCode.done;
}

/** What `rollcall audit --help` says of them. */
export const personalDataUsage = `  erase PERSON   destroy the keys of a person: nobody can read any more what the ledger holds about them
    --reason WHY   request (default), retention or mistake; whoever audit/holds.yaml names is not erased
  retention      who has left and is past audit.retention, and who is on hold; erases nothing
  renew-key PERSON  seal what is written about a person with a new key from now on
  rewrap         let the master key that rollcall.yaml names open the keys of people
    --from REF     the old one: \${env:NAME} or \${file:PATH}
`;

/** Flags of theirs. */
export const personalDataFlags = { reason: { type: "string" }, from: { type: "string" } } as const;
