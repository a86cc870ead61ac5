package rollcall.budget_test

import data.rollcall.plan
import rego.v1

thresholds := {"budget": {"owners": "finance", "monthly": {"EUR": {"approve": 1000, "deny": 2000}}}}

costs(bought_before, bought, used_before, used_after) := {"plan": {"costs": {"EUR": {
	"boughtBefore": bought_before,
	"bought": bought,
	"usedBefore": used_before,
	"usedAfter": used_after,
}}}}

rules(input_document) := {"deny": denials, "approvals": needs} if {
	denials := {hit.rule |
		some hit in plan.deny with input as input_document with data.thresholds as thresholds
		startswith(hit.rule, "budget.")
	}
	needs := {need.rule |
		some need in plan.approvals with input as input_document with data.thresholds as thresholds
		startswith(need.rule, "budget.")
	}
}

quiet := {"deny": set(), "approvals": set()}

test_allows_what_is_in_the_budget if rules(costs(900, 1000, 0, 1000)) == quiet

test_asks_when_more_is_bought if rules(costs(1000, 1100, 0, 0)).approvals == {"budget.rise"}

test_asks_when_more_is_used if rules(costs(null, 1100, 900, 950)).approvals == {"budget.rise"}

test_lets_a_costly_pool_shrink if rules(costs(1500, 1400, 1300, 1200)) == quiet

test_denies_more_than_the_limit if rules(costs(1000, 2001, 0, 0)) == {"deny": {"budget.over"}, "approvals": set()}

test_counts_seats_over_quota if rules(costs(1000, 1000, 900, 2001)).deny == {"budget.over"}

test_says_how_much if {
	some hit in plan.deny with input as costs(0, 2001, 0, 0) with data.thresholds as thresholds
	hit.message == "licences would cost 2001 EUR a month, and 2000 is the limit"
}

test_denies_a_currency_without_a_budget if {
	foreign := {"plan": {"costs": {"USD": {"boughtBefore": 0, "bought": 1, "usedBefore": 0, "usedAfter": 0}}}}
	"budget.unknown-currency" in rules(foreign).deny
}
