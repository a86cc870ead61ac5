import { join } from "node:path";
import { openGit } from "../../ports/git.ts";
import { verificationText } from "../../report/ledger-text.ts";
import { readFiles } from "../../run/read-files.ts";
import { verifyLedgerOf } from "../../run/verify-ledger.ts";
import type { World } from "../../run/world.ts";
import type { Call } from "../command.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { sandboxFor } from "../sandbox-organization.ts";
import { approveAndApply, chapter, planAndShow, type Stage } from "./story.ts";
import { tamper } from "./tamper.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

const monday = "2026-11-23T09:00:00Z";
const tuesday = "2026-11-24T09:00:00Z";

/** Tells the story and cleans up after itself, however it ends. */
export async function runDemo(call: Call): Promise<ExitCode> {
  const base = await call.world();
  const workplace = await openWorkplace(base.command);
  try {
    const world: World = {
      ...base,
      root: workplace.root,
      state: join(workplace.root, ".rollcall"),
      git: await openGit(workplace.root),
    };
    const { organization } = await readFiles(world, { ref: null, at: monday });
    if (organization === null) throw new Error("the example organisation does not hold: rollcall validate says why");
    const { sandbox, environment } = await sandboxFor(organization, { port: 0, stateDir: null, adminToken: null });
    const secrets: Readonly<Record<string, string>> = { ...environment, ROLLCALL_SIGNING_KEY: workplace.privateKey };
    try {
      const stage: Stage = {
        world: { ...world, secret: async ({ name }) => secrets[name] ?? "" },
        console: call.console,
      };
      return await tell(stage, workplace, () => sandbox.counters().mutating);
    } finally {
      await sandbox.close();
    }
  } finally {
    await workplace.remove();
  }
}

async function tell(stage: Stage, workplace: Workplace, writes: () => number): Promise<ExitCode> {
  const { console, world } = stage;
  chapter(console, "1. Monday: the whole organisation, from files to four empty applications");
  await approveAndApply(stage, await planAndShow(stage, monday));
  chapter(console, "2. The same again: nothing is left to do");
  const before = writes();
  const second = await planAndShow(stage, monday);
  console.print(`${writes() - before} writing requests`);
  chapter(console, "3. Tuesday: somebody joins, somebody moves, somebody leaves");
  await tuesdayChanges(workplace);
  await approveAndApply(stage, await planAndShow(stage, tuesday));
  chapter(console, "4. A change that policy denies");
  const denied = await deniedChange(stage, workplace);
  chapter(console, "5. The ledger: every run, signed and chained");
  const intact = await verify(stage);
  chapter(console, "6. One byte of the ledger is altered");
  const git = await openGit(world.root);
  console.print(`altered ${await tamper(git, "rollcall/audit")}`);
  const broken = await verify(stage);
  const isAsTold = second.changes.length === 0 && denied && intact && !broken;
  console.print(
    isAsTold
      ? "\nThat is all of it. README.md says how to begin with your own applications."
      : "\nThe story did not go as told.",
  );
  return isAsTold ? exitCode.done : exitCode.unexpected;
}

/** What a day's pull request changes: two rows, one line of the roster, nothing else. */
async function tuesdayChanges(workplace: Workplace): Promise<void> {
  const roster = "people/roster.csv";
  await workplace.append(
    roster,
    "e1052,employee,active,ines.moreau@meridian.example,Ines,Moreau,ines.moreau@meridian.example,e1037,2026-11-24,,Support,Support specialist,lisbon,eu,PT,CC-500\n",
  );
  await workplace.edit(
    roster,
    "Felix,Brandt,felix.brandt@meridian.example,e1037,2023-02-20,,Support,Support specialist",
    "Felix,Brandt,felix.brandt@meridian.example,e1002,2023-02-20,,Engineering,Software engineer",
  );
  await workplace.edit(
    roster,
    "e1011,employee,active,ana.lopes@meridian.example,Ana,Lopes,ana.lopes@meridian.example,e1002,2022-10-03,,",
    "e1011,employee,left,ana.lopes@meridian.example,Ana,Lopes,ana.lopes@meridian.example,e1002,2022-10-03,2026-11-23,",
  );
  await workplace.commit("Welcome Ines, move Felix to Engineering, say goodbye to Ana");
}

/** Somebody who enters payments is to approve them too. True when policy denies it. */
async function deniedChange(stage: Stage, workplace: Workplace): Promise<boolean> {
  await workplace.append(
    "assignments/standing.yaml",
    "- { person: e1034, role: payments-approver, reason: REQ-2001 covers for a colleague }\n",
  );
  await workplace.commit("Let Teresa approve payments too");
  const plan = await planAndShow(stage, tuesday);
  await workplace.git("revert", "--no-edit", "HEAD");
  return plan.decision.verdict === "deny" || plan.changes.some(({ decision }) => decision.verdict === "deny");
}

async function verify({ world, console }: { readonly world: World; readonly console: Console }): Promise<boolean> {
  const verification = await verifyLedgerOf(world, { ref: null, at: null }, null);
  console.print(verificationText(verification, { color: console.color, width: console.width }));
  return verification.kind === "verified";
}
