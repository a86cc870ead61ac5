import { join } from "node:path";
import { appendRun } from "../../src/audit/append.ts";
import { formatInstant } from "../../src/document/instant.ts";
import type { Change } from "../../src/model/change.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { Plan } from "../../src/model/plan.ts";
import { changeInputs } from "../../src/policy/change-input.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { openGit } from "../../src/ports/git.ts";
import { OpenPolicies } from "../../src/run/open-policies.ts";
import { factsAround, type WholeFiles } from "../../src/run/plan-facts.ts";
import { readFiles } from "../../src/run/read-files.ts";
import { PastWalk, RecentFiles } from "../../src/run/recall-past.ts";
import { recordRun } from "../../src/run/record-run.ts";
import type { ReplayWorld } from "../../src/run/replay-run.ts";
import { aLedger, file, run as program } from "../audit/a-ledger.ts";
import { aPlan, aPlannedChange } from "../support/plan.ts";

/** What a run of the history is like beside its changes. */
interface RunWish {
  readonly at: string;
  readonly people?: number;
  readonly accounts?: number;
  readonly parts?: Partial<Pick<Plan, "seats" | "costs" | "waiting">>;
  /** As runs were recorded before the ledger kept what the plan was judged by. */
  readonly isOld?: boolean;
  /** Made from files that were in no commit. */
  readonly isDirty?: boolean;
}

/** A repository with an organisation and a ledger, to which judged runs are added without any application. */
export class History {
  readonly root: string;
  readonly world: ReplayWorld;
  readonly #ledger: Awaited<ReturnType<typeof aLedger>>;
  readonly #policies: OpenPolicies;
  #runs = 0;
  readonly #walk: PastWalk;

  private constructor(root: string, world: ReplayWorld, ledger: Awaited<ReturnType<typeof aLedger>>) {
    this.root = root;
    this.world = world;
    this.#ledger = ledger;
    this.#policies = new OpenPolicies(world);
    this.#walk = new PastWalk(new RecentFiles(world));
  }

  static async open(root: string, files: Readonly<Record<string, string>>, policyWorld: PolicyWorld): Promise<History> {
    program("git", ["init", "-q", root]);
    const git = await openGit(root, process.env);
    const world = { ...policyWorld, root, git, signal: new AbortController().signal };
    const history = new History(root, world, await aLedger(root));
    history.commit(files);
    return history;
  }

  /** Writes files and commits everything; gives the commit. */
  commit(files: Readonly<Record<string, string>>): string {
    this.write(files);
    const git = (...args: string[]) => program("git", ["-C", this.root, ...who, ...args]);
    git("add", "--all");
    git("commit", "-q", "--allow-empty", "-m", "Change the files");
    return git("rev-parse", "HEAD").trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) file(join(this.root, path), text);
  }

  /** Judges changes by the files of HEAD as a plan does, and records them as applied. */
  async record(changes: readonly Change[], wish: RunWish): Promise<void> {
    const { at, people = 12, accounts = 100, parts = {}, isOld = false, isDirty = false } = wish;
    const files = await readFiles(this.world, { ref: "HEAD", at });
    this.#runs += 1;
    const digest = `sha256:${String(this.#runs).padStart(64, "0")}`;
    const { basis } = aPlan();
    const applications = [
      { application: "chat", accounts, groups: 0, listing: "complete", calls: 0, changes: {} },
    ] as const;
    const plan = aPlan({
      ...{ ...parts, applications, people, digest },
      basis: { ...basis, at, commit: isDirty ? null : files.commit, inputs: files.inputs },
    });
    if (files.organization === null) throw new Error(JSON.stringify(files.diagnostics));
    const judged = await this.#judge(plan, changes, { ...files, organization: files.organization });
    const { judged: kept, ...record } = recordRun(judged, changes.map(applied(at)), {
      ...{ run: `run-${this.#runs}`, actor: "ci", engine: "0.1.0", approvals: [] },
      ...{ started: at, finished: at, error: null },
    });
    this.#ledger.clock.set(at);
    await appendRun(this.#ledger, isOld || kept === undefined ? record : { ...record, judged: kept });
    this.#walk.add(record);
  }

  async #judge(plan: Plan, changes: readonly Change[], { organization, policies }: WholeFiles): Promise<Plan> {
    const compiled = await compilePolicies(policies, this.world);
    if (compiled.kind === "invalid") throw new Error(JSON.stringify(compiled.diagnostics));
    const live = Object.fromEntries(plan.applications.map(({ application, accounts }) => [application, accounts]));
    const told = {
      proposers: plan.basis.proposers ?? [],
      changedPolicies: null,
      assignmentsBefore: null,
      live,
      pools: plan,
      changes,
    };
    const facts = factsAround(organization, plan.basis.at, { ...(await this.#walk.past()), ...told });
    const { decisions, decision } = await this.#policies.ask(compiled, policyData(organization), async (policy) => {
      const decisions = await policy.judge(changeInputs(changes, facts));
      return { decisions, decision: await policy.judgePlan(planInput(changes, facts, decisions)) };
    });
    const planned = changes.map((change, index) => aPlannedChange(change, decisions[index]));
    return { ...plan, decision, changes: planned };
  }

  async close(): Promise<void> {
    await this.#policies.close();
  }
}

const applied =
  (at: string) =>
  ({ key, account }: Change): Outcome => ({
    ...{ key, account: account ?? "new", status: "applied", reason: null, reference: null },
    ...{ attempts: 1, recovered: false, at },
  });

const who = ["-c", "user.name=Test", "-c", "user.email=test@acme.example", "-c", "commit.gpgsign=false"];

/** So many days after the first of January 2026. */
export function day(number: number): string {
  return formatInstant(Date.UTC(2026, 0, 1 + number, 9));
}
