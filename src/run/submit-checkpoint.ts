import type { Refusal } from "../audit/witness.ts";
import { parseRequest } from "../audit/witness-request.ts";
import type { OpenWitness } from "./open-witness.ts";

/** What is answered to somebody who submitted a checkpoint over HTTP. */
export interface SubmissionAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const text = "text/plain; charset=utf-8";

/** Answers the body of an `add-checkpoint` request, by the statuses of C2SP tlog-witness; null: it was too long. */
export async function submitCheckpoint(witness: OpenWitness, body: string | null): Promise<SubmissionAnswer> {
  const request = body === null ? null : parseRequest(body);
  if (request === null) return { status: 400, type: text, body: "" };
  const answer = await witness.add(request);
  if (answer.kind === "cosigned") return { status: 200, type: text, body: `${answer.line}\n` };
  if (answer.why === "stale") return { status: 409, type: "text/x.tlog.size", body: `${answer.known}\n` };
  return { status: statusOf[answer.why], type: text, body: "" };
}

const statusOf: Readonly<Record<Exclude<Refusal, "stale">, number>> = {
  malformed: 400,
  "old-is-newer": 400,
  unsigned: 403,
  "unknown-log": 404,
  forked: 422,
};
