package rollcall.administrators_test

import data.rollcall.plan
import rego.v1

thresholds := {"administrators": {"deny_below": 2, "warn_below": 4}}

totals(before, after) := {"plan": {"applications": {"chat": {
	"losing": 1,
	"administrators": {"group": "owners", "before": before, "after": after, "atLeast": 1},
}}}}

rules(input_document) := {hit.rule |
	some said in [plan.deny, plan.warn] with input as input_document with data.thresholds as thresholds
	some hit in said
	startswith(hit.rule, "administrators.")
}

test_denies_too_few if rules(totals(3, 1)) == {"administrators.too-few"}

test_warns_when_few_are_left if rules(totals(4, 3)) == {"administrators.few"}

test_allows_one_of_many_to_go if rules(totals(5, 4)) == set()

test_does_not_mind_what_it_did_not_cause if rules(totals(1, 1)) == set()

test_warns_where_nobody_can_tell if rules(totals(null, null)) == {"administrators.unknown"}

test_is_silent_about_what_is_not_protected if {
	rules({"plan": {"applications": {"chat": {"losing": 1, "administrators": null}}}}) == set()
}

test_says_how_many_stay if {
	some hit in plan.deny with input as totals(3, 1) with data.thresholds as thresholds
	hit.message == "chat: of 3 in owners 1 stay"
}
