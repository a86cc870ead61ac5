package rollcall.privilege_growth_test

import data.rollcall.plan
import rego.v1

thresholds := {"privilege_growth": {
	"owners": "platform",
	"application": {"approve_points": 100, "deny_points": 200},
	"plan": {"approve_points": 300, "deny_points": 400},
}}

totals(chat, all) := {"plan": {"applications": {"chat": {"privilegeGranted": chat}}, "privilegeGranted": all}}

rules(input_document) := {"deny": denials, "approvals": needs} if {
	denials := [hit.message |
		some hit in plan.deny with input as input_document with data.thresholds as thresholds
		hit.rule == "privilege-growth.large"
	]
	needs := {need.from |
		some need in plan.approvals with input as input_document with data.thresholds as thresholds
		need.rule == "privilege-growth.large"
	}
}

test_allows_a_little if rules(totals(100, 300)) == {"deny": [], "approvals": set()}

test_asks_for_much_in_one_application if rules(totals(101, 101)) == {"deny": [], "approvals": {"platform"}}

test_asks_for_much_in_all if rules(totals(100, 301)).approvals == {"platform"}

test_denies_too_much if {
	rules(totals(201, 201)).deny == ["chat: roles with a risk of 201 in sum are given to people"]
	rules(totals(100, 401)).deny == ["all applications together: roles with a risk of 401 in sum are given to people"]
}
