package rollcall.policy_changes_test

import data.rollcall.plan
import rego.v1

totals(changed, changes) := {"plan": {"policies": {"hasBase": true, "changed": changed}, "changes": changes}}

rules(input_document, mode) := {"deny": denials, "approvals": needs} if {
	thresholds := {"policy_changes": {"with_access": mode, "owners": "security"}}
	denials := {hit.rule |
		some hit in plan.deny with input as input_document with data.thresholds as thresholds
		startswith(hit.rule, "policy-changes.")
	}
	needs := {need.from |
		some need in plan.approvals with input as input_document with data.thresholds as thresholds
		startswith(need.rule, "policy-changes.")
	}
}

quiet := {"deny": set(), "approvals": set()}

both := totals(["policies/guests.rego"], 1)

test_asks_the_owners_of_policy if rules(both, "approve") == {"deny": set(), "approvals": {"security"}}

test_denies_where_that_is_wanted if rules(both, "deny") == {"deny": {"policy-changes.with-access"}, "approvals": set()}

test_allows_each_alone if {
	rules(totals(["policies/guests.rego"], 0), "deny") == quiet
	rules(totals([], 1), "deny") == quiet
}
