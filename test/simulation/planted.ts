/** One line of the product as it is, and as somebody might have got it wrong. */
interface Edit {
  /** Compiled module below `src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that the simulation has to find. */
export interface PlantedBug {
  readonly name: string;
  /** A seed shortly before one that finds it, to be quick; `npm run sim -- --planted` begins at 1. */
  readonly near: number;
  readonly edits: readonly Edit[];
}

const bug = (near: number, name: string, [file, find, replace]: readonly [string, string, string]): PlantedBug => ({
  ...{ near, name },
  edits: [{ file, find, replace }],
});

/** Mistakes that people make in appliers, each a line or two of the compiled code; nothing in the product knows of them. */
export const plantedBugs: readonly PlantedBug[] = [
  bug(201, "a create is sent again without a look", [
    "connectors/scim/settle-accounts.js",
    "look = await lookAlone(context, subject, signal);",
    'look = draft.account === null ? { kind: "absent" } : await lookAlone(context, subject, signal);',
  ]),
  bug(176, "a look is believed before a write can be seen", [
    "connectors/scim/settle-accounts.js",
    "if (profile.readAfterWriteDelay > 0)",
    "if (profile.readAfterWriteDelay < 0)",
  ]),
  bug(1, "a lost answer counts as success", [
    "connectors/scim/settle-accounts.js",
    'if (last.kind === "unclear")\n            await context.client.pause(writes, signal);',
    'if (last.kind === "unclear") return ended(draft, { status: "applied" });',
  ]),
  bug(129, "a 2xx is believed without reading back", [
    "connectors/scim/settle-accounts.js",
    "const wrong = wrongs(context.profile, change, liveOf(look));",
    "const wrong = [];",
  ]),
  bug(109, "writes are bound to no version", [
    "connectors/scim/target.js",
    "const ifMatch = live.account.version;",
    "const ifMatch = null;",
  ]),
  bug(42, "an id is believed whoever has it by now", [
    "connectors/scim/target.js",
    "if (account.externalId !== null)\n        return false;",
    "return false;",
  ]),
  bug(13, "a refusal is taken for a lost answer and sent again", [
    "connectors/scim/client.js",
    'return request.method === "GET" || !answer.sent;',
    "return true;",
  ]),
  {
    near: 19,
    name: "Retry-After is ignored",
    edits: [
      { file: "connectors/scim/client.js", find: "this.#heldUntil = Math.max(this.#heldUntil, until);", replace: "" },
      { file: "connectors/scim/client.js", find: "await this.#parts.pace.hold(until);", replace: "" },
    ],
  },
  bug(19, "a hold dies with the process", [
    "apply/holds.js",
    "const written = writing.then(write);",
    "const written = writing;",
  ]),
  bug(69, "applications are not left alone after a death", [
    "run/apply-run.js",
    "connectors.coolDown(application);",
    "void application;",
  ]),
  bug(110, "no intent is written", [
    "apply/journal.js",
    'intend: (keys) => writer.write([{ kind: "intent", keys }]),',
    "intend: async () => { },",
  ]),
  bug(69, "nothing is synced", ["apply/frame-writer.js", "await this.#file.sync();", ""]),
  bug(149, "a torn end spoils the journal", [
    "apply/journal-frame.js",
    "return isFollowedByFrame(bytes, end)",
    "return true",
  ]),
  bug(69, "what is found done after a crash is not ours", [
    "apply/earlier.js",
    'if (status === "unchanged")',
    'if (status === "none")',
  ]),
  bug(9, "done is written before the call", [
    "apply/lane.js",
    "const { outcomes, isWhole } = await call(changes, world);",
    'await world.journal.settle(changes.map(({ key, account }) => ({ key, account, status: "applied", reason: null, reference: null, attempts: 1, recovered: false, at: instantOf(world.clock) })));\n    const { outcomes, isWhole } = await call(changes, world);',
  ]),
  bug(783, "a change is made although what it needs failed", [
    "apply/lane.js",
    "if (!isSuccess(outcome) || !isSeen)",
    "if (outcome === null)",
  ]),
  {
    near: 9,
    name: "seats are given before they are free",
    edits: [
      { file: "apply/stages.js", find: '"release-seat": 1,', replace: '"release-seat": 9,' },
      {
        file: "plan/tie-seats.js",
        find: "return needs.length === 0 ? change :",
        replace: "return needs.length >= 0 ? change :",
      },
    ],
  },
  bug(1, "nothing is recorded", [
    "run/conclude-run.js",
    "const recorded = await ledger.append(record);",
    'const recorded = { sequence: 1, commit: "0".repeat(40), pushed: true, alreadyThere: false, reason: null };',
  ]),
  bug(2272, "a run that is on the ledger is begun again", [
    "run/open-ledger.js",
    'const place = tip === null ? null : await findRecord(git, tip, { label: "Run", id: run });',
    "const place = null;",
  ]),
  bug(9, "runs that vanished are forgotten", [
    "run/apply-run.js",
    "await recoverRuns(world, { lease, ledger, connectors, own });",
    "",
  ]),
  bug(9, "intents stay on the runner's disk", [
    "run/apply-run.js",
    "return lease.isRemote ? withWriteAhead(journal, lease, published.length === 0) : journal;",
    "return journal;",
  ]),
  bug(9, "the lease is taken whoever holds it", ["apply/lease.js", "if (!isOver && ", "if (false && "]),
  bug(9, "a zombie is not fenced", ["run/open-connectors.js", "beforeWrite();", "void 0;"]),
  {
    near: 3,
    name: "an older plan is applied after a newer",
    edits: [
      {
        file: "run/apply-run.js",
        find: "if (newest === null || basis.at >= newest)",
        replace: "if (newest !== undefined)",
      },
      {
        file: "apply/lease.js",
        find: "if (claim.at < found.newest && found.run !== claim.run)",
        replace: "if (false)",
      },
      {
        file: "apply/check.js",
        find: "if (replanned.operations === plan.operations)",
        replace: "if (replanned !== undefined)",
      },
      { file: "apply/check.js", find: "if (files.length > 0)", replace: "if (files === null)" },
    ],
  },
];
