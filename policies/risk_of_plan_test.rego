package rollcall.risk_of_plan_test

import data.rollcall.plan
import rego.v1

thresholds := {
	"mass_change": {"ignore_below": {"approve": 3}},
	"privilege_growth": {"plan": {"approve_points": 1000}},
}

totals(highest, removed, share, granted) := {"plan": {
	"highestRisk": highest,
	"privilegeGranted": granted,
	"applications": {"chat": {"removed": removed, "removedShare": share}},
}}

risk(input_document) := found if {
	some found in plan.risk with input as input_document with data.thresholds as thresholds
}

parts(input_document) := {part.factor: part.points | some part in risk(input_document).factors}

test_is_nothing_for_a_plan_of_nothing if not risk(totals(0, 0, 0, 0))

test_counts_the_riskiest_change if parts(totals(35, 0, 0, 0)) == {"riskiest-change": 35}

test_counts_the_share_that_goes if {
	parts(totals(0, 26, 0.26, 0)) == {"removal": 26}
	parts(totals(0, 3, 0.03, 0)) == {"removal": 3}
	not risk(totals(0, 2, 1, 0))
}

test_counts_privilege_that_grows if {
	parts(totals(0, 0, 0, 1000)) == {"privilege-growth": 10}
	parts(totals(0, 0, 0, 90000)) == {"privilege-growth": 20}
	not risk(totals(0, 0, 0, 49))
}

test_adds_up_to_a_hundred_at_most if {
	risk(totals(35, 26, 0.26, 1000)).score == 71
	risk(totals(80, 26, 0.26, 1000)).score == 100
	sum([part.points | some part in risk(totals(80, 26, 0.26, 1000)).factors]) == 100
}
