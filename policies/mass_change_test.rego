package rollcall.mass_change_test

import data.rollcall.plan
import rego.v1

thresholds := {"mass_change": {
	"owners": "platform",
	"ignore_below": {"approve": 3, "deny": 10},
	"removed": {"approve_share": 0.05, "approve_count": 25, "deny_share": 0.25, "deny_count": 500},
	"losing": {"approve_share": 0.2, "approve_count": 200, "deny_share": 0.6, "deny_count": 5000},
	"created": {"approve_count": 20, "deny_count": 1000},
}}

totals(accounts, removed, losing, created) := {"plan": {"applications": {"chat": {
	"accounts": accounts,
	"removed": removed,
	"removedShare": removed / accounts,
	"losing": losing,
	"losingShare": losing / accounts,
	"created": created,
}}}}

verdict(input_document) := {"deny": denials, "approvals": needs} if {
	denials := {hit.rule |
		some hit in plan.deny with input as input_document with data.thresholds as thresholds
		startswith(hit.rule, "mass-change.")
	}
	needs := {need.rule | some need in plan.approvals with input as input_document with data.thresholds as thresholds}
}

test_allows_a_quiet_day if verdict(totals(100, 2, 5, 3)) == {"deny": set(), "approvals": set()}

test_asks_for_more_than_a_few_removals if {
	verdict(totals(100, 6, 6, 0)) == {"deny": set(), "approvals": {"mass-change.removed"}}
}

test_denies_the_removal_of_a_quarter if "mass-change.removed" in verdict(totals(100, 26, 26, 0)).deny

test_asks_but_does_not_deny_in_a_small_application if {
	verdict(totals(6, 3, 3, 0)) == {"deny": set(), "approvals": {"mass-change.losing", "mass-change.removed"}}
}

test_ignores_two_of_four if verdict(totals(4, 2, 2, 0)) == {"deny": set(), "approvals": set()}

test_denies_a_large_number_whatever_its_share if {
	"mass-change.removed" in verdict(totals(1000000, 501, 501, 0)).deny
}

test_asks_when_many_lose_something if {
	verdict(totals(100, 0, 21, 0)) == {"deny": set(), "approvals": {"mass-change.losing"}}
}

test_denies_when_most_lose_something if verdict(totals(100, 0, 61, 0)).deny == {"mass-change.losing"}

test_asks_before_a_whole_organisation_is_created if {
	verdict(totals(1, 0, 0, 60)) == {"deny": set(), "approvals": {"mass-change.created"}}
}

test_denies_a_flood_of_new_accounts if verdict(totals(1, 0, 0, 1001)).deny == {"mass-change.created"}

test_names_the_application_and_the_share if {
	some hit in plan.deny with input as totals(100, 26, 26, 0) with data.thresholds as thresholds
	hit.message == "chat: 26 accounts are disabled or deleted (26 %)"
}

test_denies_a_flood_even_beside_a_quiet_application if {
	both := {"plan": {"applications": {
		"chat": totals(100, 0, 0, 0).plan.applications.chat,
		"code": totals(100, 0, 0, 1001).plan.applications.chat,
	}}}
	verdict(both).deny == {"mass-change.created"}
}

test_speaks_above_its_limits_and_not_at_them if {
	quiet := {"deny": set(), "approvals": set()}
	verdict(totals(100, 5, 5, 20)) == quiet
	verdict(totals(100, 0, 20, 0)) == quiet
	verdict(totals(10000, 25, 25, 0)) == quiet
	verdict(totals(10000, 26, 26, 0)).approvals == {"mass-change.removed"}
	verdict(totals(1, 0, 0, 21)).approvals == {"mass-change.created"}
	verdict(totals(1, 0, 0, 1000)).deny == set()
	verdict(totals(100000, 500, 500, 0)).deny == set()
	verdict(totals(40, 10, 10, 0)).deny == set()
}
