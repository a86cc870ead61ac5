/** The names of the engine's own rules in one compiled policy. */
export interface Entrypoints {
  readonly package: string;
  /** Answers `{changes: [input, …]}` with one raw verdict for each, in order. */
  readonly verdicts: string;
  /** Answers one plan input with one raw verdict. */
  readonly planVerdict: string;
}

/** Names that carry the digest of the sources, so that no source can add rules to the engine's package. */
export function entrypointsOf(digest: string): Entrypoints {
  const name = `rollcall_engine_${digest.replace(/^sha256:/, "").slice(0, 16)}`;
  return { package: name, verdicts: `${name}/verdicts`, planVerdict: `${name}/plan_verdict` };
}

/**
 * The Rego that asks the organisation's rules, once for each change of a batch; what the changes of one person share comes
 * once, in `subjects`, and half of what a batch would weigh is never parsed. Every field is a list: empty when the
 * rule is undefined, else its one value; so a verdict is always there and a missing `deny` shows.
 */
export function entrypointModule(digest: string): string {
  return ENGINE.replace("rollcall_engine", entrypointsOf(digest).package);
}

/** The engine's part of what a policy digest stands for. */
export const ENGINE = `package rollcall_engine

import rego.v1

verdicts := [found |
	some entry in input.changes
	found := verdict with input as object.union(input.subjects[entry[0]], entry[1])
]

verdict := {
	"deny": [rule | rule := data.rollcall.deny],
	"warn": [rule | rule := data.rollcall.warn],
	"approvals": [rule | rule := data.rollcall.approvals],
	"risk": [rule | rule := data.rollcall.risk],
}

plan_verdict := {
	"deny": [rule | rule := data.rollcall.plan.deny],
	"warn": [rule | rule := data.rollcall.plan.warn],
	"approvals": [rule | rule := data.rollcall.plan.approvals],
	"risk": [rule | rule := data.rollcall.plan.risk],
}
`;
