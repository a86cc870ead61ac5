import type { NeedStanding, Objected, Objection, OverrideStanding } from "../model/approval-standing.ts";
import { someOf } from "./verdict-words.ts";

/** Why somebody's word does not count, as it follows their name. */
const objectionWords: Readonly<Record<Objection, string>> = {
  proposed: "proposed it",
  benefits: "gains by it",
  bot: "is no person",
  "no-write": "may not write to the repository",
  "not-here": "is not here now",
  "not-in-team": "is not in the team",
  "no-team-named": "names no team, and policies/teams.yaml does not say which",
  ambiguous: "fits more than one person",
  withdrawn: "asked for changes since, or was dismissed",
  "other-operations": "looked at other operations",
  "too-early": "agreed before these operations were shown",
  expired: "agreed too long ago",
};

/** One thing to say of the approvals of a team, or of the overrides of a guard. */
export interface StandingRemark {
  readonly what: string;
  readonly names: string;
}

/** What is there, who does not count and why, who could still agree and who could not. `quote` encodes names. */
export function needRemarks(need: NeedStanding, quote: (name: string) => string = String): readonly StandingRemark[] {
  const isOpen = need.have < need.required;
  return [
    ...remark(
      "agreed",
      need.counted.map(({ by, at }) => `${quote(by)} (${at})`),
    ),
    ...remark("does not count", objections(need.passedOver, quote)),
    ...(isOpen && need.couldGive !== null ? [could(need.couldGive.map((name) => quote(name)))] : []),
    ...(isOpen ? remark("cannot agree", objections(need.cannotGive, quote)) : []),
  ];
}

/** The same of a guard: who took it upon them, and why. */
export function overrideRemarks(
  { counted, passedOver }: OverrideStanding,
  quote: (name: string) => string = String,
): readonly StandingRemark[] {
  return [
    ...remark(
      "overridden by",
      counted.map(({ by, reason }) => `${quote(by)} (${quote(reason)})`),
    ),
    ...remark("does not count", objections(passedOver, quote)),
  ];
}

/** How many people a guard still needs to be passed over. */
export function overrideWords({ isPossible, required, counted }: OverrideStanding): string {
  return isPossible ? `overridden by ${counted.length} of ${required} people` : "nobody can override it";
}

function could(names: readonly string[]): StandingRemark {
  return { what: "could agree", names: names.length === 0 ? "nobody" : someOf(names) };
}

function remark(what: string, names: readonly string[]): readonly StandingRemark[] {
  return names.length === 0 ? [] : [{ what, names: someOf(names) }];
}

function objections(found: readonly Objected[], quote: (name: string) => string): readonly string[] {
  return found.map(({ by, why }) => `${quote(by)} (${objectionWords[why]})`);
}
