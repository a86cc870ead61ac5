package rollcall.mass_change_kinds_test

import data.rollcall.plan
import rego.v1

thresholds := {"mass_change": {"owners": "platform", "kinds": {"delete-account": {"approve_count": 10, "deny_count": 20}}}}

rules(count_of_deletions) := {"deny": denials, "approvals": needs} if {
	totals := {"plan": {"kinds": {"delete-account": count_of_deletions, "grant": 5000}}}
	denials := [hit.message |
		some hit in plan.deny with input as totals with data.thresholds as thresholds
		hit.rule == "mass-change.kind"
	]
	needs := {need.from |
		some need in plan.approvals with input as totals with data.thresholds as thresholds
		need.rule == "mass-change.kind"
	}
}

test_allows_a_few if rules(10) == {"deny": [], "approvals": set()}

test_asks_for_more if rules(11) == {"deny": [], "approvals": {"platform"}}

test_denies_too_many if {
	rules(21) == {"deny": ["21 changes of the kind delete-account in all applications together"], "approvals": set()}
}
