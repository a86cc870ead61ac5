import type { Approval, GuardOverride } from "./approval.ts";
import type { Because } from "./because.ts";
import type { ChangeKind } from "./change.ts";
import type { Instant } from "./instant.ts";
import type { OutcomeStatus } from "./outcome.ts";
import type { Plan } from "./plan.ts";

/** A decision in short: which rules spoke, and what it came to. */
export interface RecordedDecision {
  readonly verdict: string;
  readonly risk: number;
  readonly rules: readonly string[];
}

/** What policy knew and said of a plan as a whole: with the changes and the files of the commit, enough to judge it again. */
export interface JudgedPlan {
  readonly decision: RecordedDecision;
  /** Accounts that lived in each application. */
  readonly accounts: Readonly<Record<string, number>>;
  readonly seats: Plan["seats"];
  readonly costs: Plan["costs"];
  /** Who proposed: person ids, or names that nobody on the roster answers to; left out when nobody was known. */
  readonly proposers?: readonly string[];
  /** The commit whose policies judged as well; left out when only the proposal's own did. */
  readonly base?: string;
  /** How many people waited for a seat of each pool; a pool for which nobody did is left out. */
  readonly waiting: Readonly<Record<string, number>>;
}

/** Where the people of a run came from. */
export interface RosterSource {
  readonly path: string;
  readonly digest: string;
  /** Rows of the file, people who have left among them. */
  readonly rows: number;
  /** When it was exported, as it says itself; null: nobody knows. */
  readonly exported: Instant | null;
}

/** One change of a run as the ledger keeps it. */
export interface ManifestEntry {
  readonly key: string;
  readonly kind: ChangeKind;
  readonly application: string;
  readonly person: string | null;
  readonly account: string | null;
  /** Entitlement as `type:value`, pool and location where they apply. */
  readonly target: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly because: readonly Because[];
  readonly decision: RecordedDecision;
  /** What this did that nobody can undo; left out where it can be undone, and by runs that are older than `RunRecord.judged`. */
  readonly irreversible?: string;
  readonly status: OutcomeStatus;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly attempts: number;
  readonly recovered: boolean;
  readonly at: Instant;
  /** When it was due by the roster or the assignment: what the time to provision or to revoke counts from; left out: nobody knows. */
  readonly effective?: Instant;
  /** An emergency assignment gave it. */
  readonly emergency?: true;
  /** The ring in which it was made, from 1; left out when all were made at once. */
  readonly ring?: number;
}

/** What a run did, before it is placed in the chain. */
export interface RunRecord {
  /** Derived from plan digest and journal: the same run never appears twice. */
  readonly run: string;
  /** `recovery`: the run vanished, and another one looked after it and recorded what it found. */
  readonly kind: "result" | "recovery";
  readonly organization: string;
  /** `completed`: every change applied or unchanged; `partial`: not so; `failed`: it could not go on. */
  readonly conclusion: "completed" | "partial" | "failed";
  readonly error: string | null;
  readonly actor: string;
  readonly engine: string;
  readonly plan: { readonly digest: string; readonly operations: string; readonly at: Instant };
  readonly commit: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly live: Readonly<Record<string, string>>;
  readonly policy: string;
  /** Left out by runs that are older than this. */
  readonly judged?: JudgedPlan;
  readonly approvals: readonly Approval[];
  /** Guards that stopped the plan and were overridden, once for each person who did; left out: none. */
  readonly overrides?: readonly GuardOverride[];
  /** The file that the people came from; left out by a run that another looked after. */
  readonly roster?: RosterSource;
  /** People on the roster that count as here. */
  readonly people: number;
  /** How many of them have something in a column of the roster; left out where no guard asks. */
  readonly filled?: Readonly<Record<string, number>>;
  readonly started: Instant;
  readonly finished: Instant;
  readonly counts: Readonly<Partial<Record<OutcomeStatus, number>>>;
  readonly entries: readonly ManifestEntry[];
}
