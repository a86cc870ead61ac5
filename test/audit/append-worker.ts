import { readFileSync } from "node:fs";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { openGit } from "../../src/ports/git.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { aRun, branch } from "./a-ledger.ts";

/** A process that records runs, and an event for every fifth: repository, remote (or `-`), key file, allowed signers, name, how many. */
const [directory = "", remote = "", key = "", allowed = "", name = "", count = "0"] = process.argv.slice(2);
const ledger = {
  git: await openGit(directory, process.env),
  branch,
  remote: remote === "-" ? null : remote,
  signer: openSshSigner(readFileSync(key, "utf8")),
  allowedSigners: readFileSync(allowed, "utf8"),
  clock: systemClock,
  random: systemRandom,
};
for (let n = 1; n <= Number(count); n++) {
  const event = { organization: "acme", actor: name, engine: "0.1.0", at: "2026-11-21T10:00:00Z", commit: null };
  const appended =
    n % 5 === 0
      ? await appendEvent(ledger, { ...event, kind: "heartbeat", id: `heartbeat-${name}-${n}` })
      : await appendRun(ledger, aRun({ run: `${name}-${n}` }));
  process.stdout.write(`${appended.sequence} ${appended.pushed} ${appended.alreadyThere}\n`);
}
