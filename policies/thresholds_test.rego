package rollcall.thresholds_test

import data.rollcall.plan
import rego.v1

missing(thresholds) := {hit.message |
	some hit in plan.deny with input as {"plan": {"kinds": {"grant": 0}}} with data.thresholds as thresholds
	hit.rule == "thresholds.missing"
}

test_denies_without_any if count(missing({})) == count(plan.thresholds_read)

test_says_what_has_to_be_there if {
	"policies/thresholds.yaml needs a number at guests.max_risk" in missing({})
	"policies/thresholds.yaml needs a team at budget.owners" in missing({})
}

is_missing(path, thresholds) if {
	some message in missing(thresholds)
	endswith(message, concat("", [" at ", path]))
}

test_denies_another_shape if {
	is_missing("guests.max_risk", {"guests": {"max_risk": "10"}})
	is_missing("budget.owners", {"budget": {"owners": ""}})
	is_missing("budget.monthly", {"budget": {"monthly": {"EUR": {"approve": 1}}}})
	is_missing("mass_change.kinds", {"mass_change": {"kinds": {"grant": {"approve_count": 1}}}})
	is_missing("mass_change.kinds", {"mass_change": {"kinds": {"revoke": {"approve_count": 1, "deny_count": 2}}}})
	is_missing("out_of_hours.weekdays", {"out_of_hours": {"weekdays": ["payday"]}})
	is_missing("policy_changes.with_access", {"policy_changes": {"with_access": "ask"}})
	is_missing("protected.people", {"protected": {"people": ["s1"]}})
	is_missing("self_grant.people", {"self_grant": {"people": 0}})
	is_missing("self_grant.people", {"self_grant": {"people": 1.5}})
	is_missing("sensitivity", {"sensitivity": {"chat": {}}})
	is_missing("sensitivity", {"sensitivity": {"chat": {"points": 5, "entitlements": {"group": {"g": "5"}}}}})
	is_missing("service_accounts.secret_required", {"service_accounts": {"secret_required": "no"}})
}

exception := {"person": "p1", "roles": ["a", "b"], "owner": "o", "until": "2026-12-31", "reason": "r"}

with_exception(change) := {"separation_of_duties": {"exceptions": [object.union(exception, change)]}}

test_wants_exceptions_to_be_whole if {
	not is_missing("separation_of_duties.exceptions", with_exception({}))
	is_missing("separation_of_duties.exceptions", with_exception({"owner": ""}))
	is_missing("separation_of_duties.exceptions", with_exception({"reason": null}))
	is_missing("separation_of_duties.exceptions", with_exception({"roles": ["a"]}))
	is_missing("separation_of_duties.exceptions", with_exception({"until": "next year"}))
	is_missing("separation_of_duties.exceptions", {"separation_of_duties": {"exceptions": [{}]}})
}

test_is_content_with_every_shape if {
	every path, thresholds in {
		"budget.monthly": {"budget": {"monthly": {"EUR": {"approve": 1, "deny": 2}}}},
		"mass_change.kinds": {"mass_change": {"kinds": {"grant": {"approve_count": 1, "deny_count": 2}}}},
		"out_of_hours.weekdays": {"out_of_hours": {"weekdays": ["monday", "friday"]}},
		"policy_changes.with_access": {"policy_changes": {"with_access": "deny"}},
		"protected.people": {"protected": {"people": {"s1": "runs payroll"}}},
		"self_grant.people": {"self_grant": {"people": 2}},
		"sensitivity": {"sensitivity": {"chat": {"points": 5, "entitlements": {"group": {"owners": 40}}}}},
		"service_accounts.secret_column": {"service_accounts": {"secret_column": "rotated"}},
		"service_accounts.secret_required": {"service_accounts": {"secret_required": false}},
	} {
		not is_missing(path, thresholds)
	}
}
