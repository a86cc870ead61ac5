package rollcall.mass_change_departments_test

import data.rollcall.plan
import rego.v1

thresholds := {"mass_change": {
	"owners": "platform",
	"ignore_below": {"approve": 3, "deny": 10},
	"department": {"approve_share": 0.5, "deny_share": 0.9},
}}

totals(losing, people) := {"plan": {"departments": {
	"Sales": {"people": people, "losing": losing, "losingShare": losing / people},
	"Design": {"people": 100, "losing": 0, "losingShare": 0},
}}}

rules(input_document) := {"deny": denials, "approvals": needs} if {
	denials := [hit.message |
		some hit in plan.deny with input as input_document with data.thresholds as thresholds
		hit.rule == "mass-change.department"
	]
	needs := {need.from |
		some need in plan.approvals with input as input_document with data.thresholds as thresholds
		need.rule == "mass-change.department"
	}
}

test_allows_half_of_a_department if rules(totals(10, 20)) == {"deny": [], "approvals": set()}

test_asks_for_more if rules(totals(11, 20)) == {"deny": [], "approvals": {"platform"}}

test_denies_nearly_all if rules(totals(19, 20)) == {"deny": ["Sales: 19 people lose access (95 %)"], "approvals": set()}

test_asks_but_does_not_deny_for_a_small_one if rules(totals(3, 3)) == {"deny": [], "approvals": {"platform"}}

test_ignores_two if rules(totals(2, 2)) == {"deny": [], "approvals": set()}
