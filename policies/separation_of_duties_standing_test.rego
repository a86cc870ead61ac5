package rollcall.separation_of_duties_standing_test

import data.rollcall.plan
import rego.v1

pair := {
	"person": "p1",
	"roles": ["approver", "payer"],
	"holdings": [{"role": "approver", "at": "a.yaml:1"}, {"role": "payer", "at": "b.yaml:2"}],
}

totals(conflicts, grants) := {
	"plan": {"conflicts": conflicts, "kinds": {"grant": grants, "revoke": 3}},
	"at": "2026-03-01T00:00:00Z",
}

exception(until) := {"separation_of_duties": {"exceptions": [{"person": "p1", "roles": ["approver", "payer"], "owner": "finance-leads", "until": until, "reason": "leave"}]}}

judged(input_document, thresholds) := {"deny": denials, "warn": warnings} if {
	denials := [hit.message |
		some hit in plan.deny with input as input_document with data.thresholds as thresholds
		startswith(hit.rule, "sod.")
	]
	warnings := [hit.rule |
		some hit in plan.warn with input as input_document with data.thresholds as thresholds
		startswith(hit.rule, "sod.")
	]
}

test_denies_a_conflict_that_no_change_gives if {
	found := judged(totals([pair], 1), {})
	found.deny == ["p1 would hold approver (a.yaml:1) and payer (b.yaml:2), which exclude each other"]
}

test_lets_access_be_taken_away if judged(totals([pair], 0), {}) == {"deny": [], "warn": ["sod.exclusive-roles"]}

test_only_reminds_of_what_is_accepted if {
	judged(totals([pair], 1), exception("2026-03-01")) == {"deny": [], "warn": ["sod.exception"]}
}

test_denies_when_an_exception_is_over if count(judged(totals([pair], 1), exception("2026-02-28")).deny) == 1

test_is_silent_without_conflicts if judged(totals([], 1), {}) == {"deny": [], "warn": []}
