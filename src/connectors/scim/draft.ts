import type { Finish } from "../outcome.ts";
import type { Answer } from "./answer.ts";
import type { LiveUser, Look, ScimContext } from "./context.ts";
import { textField } from "./json.ts";
import { isRight, type Target } from "./target.ts";

/** How a target ends without being read back. */
export type Ending = Pick<Finish, "status" | "reason">;

/** A target that has been written, or will not be. */
export interface Draft {
  readonly target: Target;
  /** Changes that were so before anything was written. */
  readonly rightBefore: ReadonlySet<string>;
  readonly account: string | null;
  readonly reference: string | null;
  readonly attempts: number;
  /** Whether a write may have had its effect. */
  readonly isTouched: boolean;
  /** null: it was written, and has to be read back. */
  readonly finish: Ending | null;
}

/** A target of which nothing has been written yet. */
export function startOf(context: ScimContext, target: Target, look: Look): Draft {
  const nothing = { account: null, reference: null, attempts: 0, isTouched: false, finish: null };
  const right =
    look.kind === "unknown" ? [] : target.changes.filter((change) => isRight(context.profile, change, liveOf(look)));
  return { target, rightBefore: new Set(right.map(({ key }) => key)), ...nothing };
}

/** The draft after a write was answered. */
export function written(context: ScimContext, draft: Draft, answer: Answer): Draft {
  const attempts = draft.attempts + answer.attempts;
  const isTouched = draft.isTouched || answer.kind === "ok" || (answer.kind === "unclear" && answer.sent);
  const reference = answer.reference ?? draft.reference;
  const { person } = draft.target.subject;
  const isMade = answer.kind === "ok" && draft.account === null && answer.body !== null;
  const account = isMade && answer.body !== null ? textField(answer.body, "id") : draft.account;
  if (isMade && account !== null) {
    context.memory.made.add(account);
    if (person !== null) context.memory.ids.set(person, account);
  }
  return { ...draft, attempts, reference, account, isTouched };
}

/** The draft with its ending. */
export function ended(draft: Draft, finish: Ending): Draft {
  return { ...draft, finish };
}

/** What was sent may have been done, whatever keeps it from being sent again. */
export function inDoubt(context: ScimContext, draft: Draft, ending: Ending): Ending {
  if (!draft.isTouched) return ending;
  return {
    status: "failed",
    reason: told(context, `was sent this and did not say how it ended; now: ${ending.reason}`),
  };
}

/** The account that was found; null when none was, or nobody knows. */
export function liveOf(look: Look): LiveUser | null {
  return look.kind === "found" ? look.live : null;
}

/** A reason that begins with the name of the application. */
export function told(context: ScimContext, reason: string): string {
  return reason.startsWith(context.application) ? reason : `${context.application} ${reason}`;
}
