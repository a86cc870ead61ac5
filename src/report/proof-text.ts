import type { ProofVerdict } from "../model/proof.ts";
import { count, kindWords } from "./change-words.ts";
import { ink, line, render, type TextOptions } from "./lines.ts";

/** What a proof proves, or everything of it that does not hold. */
export function proofText(verdict: ProofVerdict, options: TextOptions): string {
  const { faults, sequence, about, origin, size, recorded, principal, cosignedBy, isKept, entry } = verdict;
  if (faults.length > 0) {
    const what = sequence === null ? "" : ` of record ${sequence}`;
    const lines = faults.map(({ rule, message }) => line(2, ink("remove", rule), `: ${message}`));
    return render([line(0, ink("remove", `The proof${what} does not hold:`)), ...lines], options);
  }
  const change = entry === null ? [] : [entryWords(entry)];
  const trust = isKept ? "the checkpoint that you kept" : `a checkpoint of ${count(size ?? 0, "record")}`;
  const cosigned = cosignedBy.length === 0 ? "" : `, cosigned by ${cosignedBy.join(", ")}`;
  return render(
    [
      line(
        0,
        ink("add", "Proved"),
        `: record ${sequence} (${about}) of ${origin ?? ""}, signed by ${principal ?? ""} at ${recorded ?? ""}`,
      ),
      ...change.map((words) => line(2, words)),
      line(2, `lies under ${trust}${cosigned}.`),
    ],
    options,
  );
}

function entryWords({
  kind,
  application,
  target,
  person,
  account,
  status,
  at,
  decision,
}: NonNullable<ProofVerdict["entry"]>): string {
  const what = [kindWords[kind].verb, application, target, "for", person ?? account ?? "nobody"]
    .filter(Boolean)
    .join(" ");
  return `${what}: ${status} at ${at}; ${decision.verdict}, risk ${decision.risk}`;
}
