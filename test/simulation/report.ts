import { believeCheapSignatures } from "./cheap-signatures.ts";
import { hostFaults, isPossible, meetings, requestFaults, requestKinds } from "./fault.ts";
import { shrink } from "./shrink.ts";
import type { Summary } from "./summary.ts";
import { scriptText } from "./tell.ts";

/** What to print of many stories: every bad one with the shortest script that still breaks it, the rules that excused, and the reach. */
export async function report(summary: Summary, seconds: number): Promise<string> {
  believeCheapSignatures();
  const { count, bad, excused, reached } = summary;
  const lines = [
    `${count} stories in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second; ${bad.length} broke an invariant`,
  ];
  for (const { seed, violations } of bad.slice(0, mostShown)) {
    lines.push("", scriptText(await shrink(seed)), ...violations.map((text) => `  ${text}`));
  }
  lines.push("", "What nobody can prevent, and how often it was seen:");
  for (const [rule, times] of Object.entries(excused).sort()) lines.push(`  ${String(times).padStart(7)}  ${rule}`);
  const least = leastReach(summary);
  const missing = unreached(summary, least);
  if (missing.length > 0) lines.push("", `Met less than ${least} times: ${missing.join(", ")}`);
  if (count >= someStories) lines.push("", ...reachTable(reached));
  return `${lines.join("\n")}\n`;
}

const mostShown = 10;

/** In so many stories every fault must have met every kind of change once more: less is no evidence. */
const storiesForOne = 1000;

/** Of fewer stories the reach says nothing. */
const someStories = 100;

/** From so many stories on that is asked for. */
const manyStories = 10_000;

function leastReach({ count }: Summary): number {
  return count < manyStories ? 0 : Math.floor(count / storiesForOne);
}

/** What was met less often than it must be, as `fault|kind`. */
export function unreached({ reached }: Summary, least: number): readonly string[] {
  return meetings.map(({ what, on }) => `${what}|${on}`).filter((pair) => (reached[pair] ?? 0) < least);
}

/** Whether nothing broke and, in a long run, everything was reached. */
export function isEnough(summary: Summary): boolean {
  return summary.bad.length === 0 && unreached(summary, leastReach(summary)).length === 0;
}

/** One row a fault, one column a kind of request; a dash where they cannot meet. */
function reachTable(reached: Summary["reached"]): readonly string[] {
  const heads = requestKinds.map((kind) => kind.replace("-account", "").padStart(12));
  const rows = [...requestFaults, ...hostFaults].map((fault) => {
    const cells = requestKinds.map((kind) => {
      const can = requestFaults.every((each) => each !== fault || isPossible(each, kind));
      return (can ? String(reached[`${fault}|${kind}`] ?? 0) : "-").padStart(12);
    });
    return `${fault.padEnd(20)}${cells.join("")}`;
  });
  return [
    "How often each fault met each kind of request (of hosts: the kind that was last on its way):",
    `${"".padEnd(20)}${heads.join("")}`,
    ...rows,
  ];
}
