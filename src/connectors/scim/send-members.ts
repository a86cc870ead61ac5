import type { Answer } from "./answer.ts";
import type { WriteGate } from "./bulk.ts";
import { memberOperations, membersPerPatch, patchBody } from "./patch.ts";
import type { MemberRules } from "./profile.ts";
import type { Progress } from "./progress.ts";

/** What became of one account's membership when it was sent. */
export interface Sent {
  readonly attempts: number;
  readonly reference: string | null;
  /** null: accepted. */
  readonly reason: string | null;
  /** Sending it again may help. */
  readonly again: boolean;
}

/** Accounts that shall be in one group, or out of it. */
export interface Membering {
  readonly group: string;
  readonly rules: MemberRules;
  readonly direction: "add" | "remove";
  readonly progress: Progress;
  readonly gate: WriteGate;
}

/**
 * Sends memberships in as few requests as the profile allows, one request after the other, as they change one resource. A
 * request that is refused is halved, until only the account that it is refused for is left out.
 */
export async function sendMembers(
  what: Membering & { readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Sent>> {
  const sent = new Map<string, Sent>();
  const size = membersPerPatch(what.rules, what.direction);
  for (let at = 0; at < what.ids.length; at += size) {
    await sendSome({ ...what, ids: what.ids.slice(at, at + size), sent }, signal);
  }
  return sent;
}

async function sendSome(
  what: Membering & { readonly ids: readonly string[]; readonly sent: Map<string, Sent> },
  signal: AbortSignal,
): Promise<void> {
  const { ids, sent, progress } = what;
  if (progress.stopped !== null || what.gate.isStopped) return;
  const body = patchBody(memberOperations(what.rules, ids, what.direction));
  const path = `/Groups/${encodeURIComponent(what.group)}`;
  const answer = await what.gate.send({ method: "PATCH", path, body }, signal);
  if (what.gate.isStopped && answer.kind === "unclear" && !answer.sent) return;
  progress.answered(answer);
  if (ids.length > 1 && isAboutSomebody(answer)) {
    const half = Math.ceil(ids.length / 2);
    await sendSome({ ...what, ids: ids.slice(0, half) }, signal);
    await sendSome({ ...what, ids: ids.slice(half) }, signal);
    return;
  }
  const reason = answer.kind === "ok" ? null : answer.reason;
  const { attempts, reference } = answer;
  for (const id of ids) sent.set(id, { attempts, reference, reason, again: answer.kind === "unclear" });
}

/** Refusals that one member, or the number of them, may have caused. */
function isAboutSomebody(answer: Answer): boolean {
  return answer.kind === "rejected" && [400, 404, 409, 413, 422].includes(answer.status);
}
