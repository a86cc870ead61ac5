import { readRuns } from "../../src/audit/read.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Plan } from "../../src/model/plan.ts";
import { cheapSigner } from "./cheap-signatures.ts";
import { differences } from "./expectation.ts";
import { type Fault, faultText } from "./fault.ts";
import { Life } from "./life.ts";
import { reckon } from "./reckoning.ts";
import { SimRepository } from "./sim-git.ts";
import { type End, Story } from "./story.ts";
import { Stuck } from "./timeline.ts";
import { token } from "./workplace.ts";

/** What came of one story. */
export interface Told {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly violations: readonly string[];
  readonly excused: readonly string[];
  readonly reached: ReadonlyMap<string, number>;
}

/** Tells a story from its beginning to its end and checks every invariant. */
export async function tell(seed: number, faults?: readonly Fault[], watch?: Story["watchStep"]): Promise<Told> {
  const story = new Story(seed, faults);
  if (watch !== undefined) story.watchStep = watch;
  const { witness, script } = story;
  try {
    await story.timeline.until(play(story));
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    witness.violations.add(`I12: ${error.message}`);
  }
  return {
    ...{ seed, faults: story.faults, reached: script.reached },
    violations: [...witness.violations],
    excused: [...witness.excused],
  };
}

/** A script in words. */
export function scriptText({ seed, faults }: Pick<Told, "seed" | "faults">): string {
  return `seed ${seed}: ${faults.map(faultText).join("; ") || "no faults"}`;
}

async function play(story: Story): Promise<void> {
  const older = await oldPlan(story);
  for (const wish of story.workplace.wishes) await pursue(story, wish);
  if (older !== null) await applyTooLate(story, older);
  story.script.isOn = false;
  await story.timeline.wait(3 * 86_400_000);
  const wish = story.workplace.wishes.at(-1);
  if (wish !== undefined) await settle(story, wish);
}

/** A plan that somebody keeps for later, now and then. */
async function oldPlan(story: Story): Promise<Plan | null> {
  const [first] = story.workplace.wishes;
  if (first === undefined || !story.isDaring) return null;
  const planned = await story.plan(first);
  await story.timeline.wait(2000);
  return planned.kind === "planned" && planned.plan.changes.length > 0 ? planned.plan : null;
}

/** I11: once a newer plan was applied, an older one is not. */
async function applyTooLate(story: Story, older: Plan): Promise<void> {
  const { witness, workplace, servers } = story;
  const [first] = workplace.wishes;
  const newer = servers.flatMap(({ effects }) => effects).some(({ by }) => by.startsWith("apply"));
  if (first === undefined || !newer) return;
  const end = await story.apply(older, first);
  if (end.kind === "finished") witness.violations.add("I11: an older plan was applied after a newer one");
}

/** Plans and applies while things go wrong, as somebody at a terminal would: again and again, but not for ever. */
async function pursue(story: Story, wish: Organization): Promise<void> {
  for (let round = 1; round <= 3; round += 1) {
    const planned = await story.plan(wish);
    if (planned.kind !== "planned" || planned.plan.guards.length > 0) {
      await story.timeline.wait(60_000);
      continue;
    }
    if (await applyToItsEnd(story, planned.plan, wish)) return;
  }
}

/** The same plan until it is over: a journal that was begun is never left behind. True when nothing is left to do. */
async function applyToItsEnd(story: Story, plan: Plan, wish: Organization): Promise<boolean> {
  for (let life = 1; life <= 10; life += 1) {
    if (life > 6) story.script.isOn = false;
    const end = await story.apply(plan, wish);
    if (end.kind === "died" && !story.goesOn) return false;
    if (end.kind === "finished") return end.finish === "completed" && plan.changes.length > 0;
    if (end.kind === "failed" && isOver(end)) return false;
    await story.timeline.wait(end.kind === "failed" && end.error.code === "apply-locked" ? leaseTerm : 30_000);
  }
  story.witness.violations.add("I12: a plan does not come to its end in 10 lives");
  return false;
}

/** As long as somebody who is gone may keep the others out, in milliseconds; longer when the clock was set back. */
const leaseTerm = 1_200_000;

/** These say that the plan will never be applied. */
function isOver({ error }: End & { readonly kind: "failed" }): boolean {
  return ["plan-stale", "plan-expired", "plan-denied", "guard-stopped", "listing-untrusted"].includes(error.code);
}

const enoughRounds = 6;

/** Once nothing goes wrong any more everything becomes right, and then nothing is left to do. */
async function settle(story: Story, wish: Organization): Promise<void> {
  for (let round = 1; ; round += 1) {
    const planned = await story.plan(wish);
    if (planned.kind !== "planned") {
      const why = planned.kind === "failed" ? `${planned.error.code}: ${planned.error.message}` : planned.kind;
      story.witness.violations.add(`I1: no plan can be made although nothing goes wrong: ${why}`);
      return;
    }
    if (isForPeople(story, planned.plan)) {
      // As a pipeline does: it is refused, and a run that vanished comes onto the ledger all the same.
      await story.apply(planned.plan, wish);
      return balance(story, wish);
    }
    if (planned.plan.changes.length === 0) return conclude(story, wish, planned.plan);
    if (round === enoughRounds) {
      const left = planned.plan.changes.map(({ change }) => change.key).join(", ");
      story.witness.violations.add(`I1: after ${round} kind rounds this is still to be done: ${left}`);
      return;
    }
    await applyToItsEnd(story, planned.plan, wish);
    await story.timeline.wait(60_000);
  }
}

/** What others did, or what nobody can prevent, has left something that people have to settle first: that much is told. */
function isForPeople({ witness }: Story, { guards, applications }: Plan): boolean {
  const isDoubled = applications.some(({ listing }) => listing === "untrusted") && witness.doubled.size > 0;
  if (isDoubled)
    witness.excused.add("two accounts of one name keep everything from being applied until people settle it");
  const isGuarded = guards.length > 0 && witness.isMeddled;
  if (isGuarded) witness.excused.add("a guard holds what others have brought about until people settle it");
  return isDoubled || isGuarded;
}

async function conclude(story: Story, wish: Organization, last: Plan): Promise<void> {
  const { witness, servers } = story;
  if (story.isThorough || story.isMarred) {
    const before = witness.mutations;
    await story.apply(last, wish);
    if (witness.mutations > before)
      witness.violations.add(`I5: applying again made ${witness.mutations - before} writes`);
  }
  const blocked = blockedBy(story, wish, last);
  for (const server of servers)
    for (const text of differences(wish, server, blocked)) witness.violations.add(`I1: ${text}`);
  await balance(story, wish);
}

/** What was done and what is recorded, whatever is still to be done. */
async function balance(story: Story, wish: Organization): Promise<void> {
  const { witness, servers } = story;
  const entries = await readEntries(story, wish);
  reckon({ organization: wish, servers, entries }, witness);
  await checkLedger(story, wish);
  checkSecrets(story, wish);
}

/** Whom the plan itself reports as beyond its help: two accounts, or a name that is taken. */
function blockedBy(story: Story, { people }: Organization, { findings }: Plan): ReadonlySet<string> {
  const blocked = new Set<string>();
  for (const { kind, application, subject } of findings) {
    if (kind !== "duplicate-account" && kind !== "userName-conflict") continue;
    const person = people.find(({ userName }) => userName.toLowerCase() === subject.toLowerCase());
    if (person !== undefined) blocked.add(`${application}/${person.id}`);
  }
  for (const duplicate of story.witness.duplicates) blocked.add(duplicate);
  return blocked;
}

/** A clone of whoever looks at the ledger that counts. */
function auditor(story: Story) {
  const repository = new SimRepository(story.git);
  const wish = story.workplace.wishes.at(-1);
  const tip = wish === undefined ? null : story.tipOf(wish);
  if (wish !== undefined && tip !== null) repository.refs.set(`refs/heads/${wish.audit.branch}`, tip);
  return repository.view(new Life("auditor", () => {}));
}

async function readEntries(story: Story, { audit }: Organization): Promise<readonly ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  const git = auditor(story);
  for await (const { record } of readRuns(git, audit.branch)) entries.unshift(...record.entries);
  return entries;
}

/** I17: every byte of it holds, and the remote only ever moved forwards. */
async function checkLedger(story: Story, wish: Organization): Promise<void> {
  const { audit } = wish;
  const { git, witness, timeline, isThorough } = story;
  for (const { ref, from, to } of git.moves) {
    if (ref.endsWith(`/${audit.branch}`) && from !== null && ![...git.line(to)].includes(from))
      witness.violations.add("I17: the remote's ledger lost what it had");
  }
  if (!isThorough) return;
  const published = git.remote.get(`refs/heads/${audit.branch}`);
  if (audit.remote !== null && published !== (story.tipOf(wish) ?? undefined))
    witness.violations.add("I17: the remote has not got what is recorded here");
  const verified = await verifyLedger(auditor(story), {
    branch: audit.branch,
    allowedSigners,
    clock: { now: () => timeline.wall },
  });
  if (verified.kind === "broken") witness.violations.add(`I17: run ${verified.sequence} breaks ${verified.rule}`);
}

/** I15: the token is in nothing that stays, and no name of a person is on the ledger. */
function checkSecrets(story: Story, wish: Organization): void {
  const { machines, git, witness, isThorough } = story;
  if (!isThorough) return;
  const files = machines.flatMap(({ disk }) => disk.texts());
  if (files.some((text) => text.includes(token))) witness.violations.add("I15: the token is on a disk");
  const texts = [...git.objects.values()].map(({ bytes }) => Buffer.from(bytes).toString("latin1"));
  if (texts.some((text) => text.includes(token))) witness.violations.add("I15: the token is in the repository");
  const tip = story.tipOf(wish);
  for (const bytes of tip === null ? [] : git.blobsBelow(tip))
    if (Buffer.from(bytes).includes("Canary")) witness.violations.add("I15: a name is on the ledger");
}

const allowedSigners = `${cheapSigner.principal} ${cheapSigner.publicKey}\n`;
