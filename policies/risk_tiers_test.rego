package rollcall.risk_tiers_test

import data.rollcall
import rego.v1

roles := {
	"low": {"owner": "design", "risk": 35},
	"middle": {"owner": "platform", "risk": 55},
	"high": {"owner": "platform", "risk": 65},
	"top": {"owner": "platform", "risk": 92},
}

thresholds := {
	"privileged": {"owner_approval": 40, "security_approval": 70, "security": "security"},
	"risk": {"harmless": 30, "many_roles": 9, "points": {"first-time": 5, "guest": 40, "emergency": 5}},
	"risk_tiers": {"one_owner": 40, "two_people": 60, "security": 70, "deny": 97},
}

grant(role, history) := {
	"change": {
		"kind": "grant", "person": "p1", "account": "a1", "application": "chat",
		"because": [{"kind": "assignment", "role": role, "reason": "R-1"}],
	},
	"person": {"id": "p1", "kind": "employee", "status": "active", "managerPresent": true, "start": null, "end": null},
	"before": {"attributes": {}, "roles": []},
	"roles": [role],
	"assignments": [],
	"history": history,
	"lastSignIn": null,
	"proposers": [],
	"at": "2026-11-23T09:00:00Z",
}

held := {"given": 1, "lastTaken": null}

asked(input_document) := {[need.rule, need.from, need.count] |
	some need in rollcall.approvals with input as input_document with data.roles as roles with data.thresholds as thresholds
	startswith(need.rule, "risk.")
}

denied(input_document) if {
	some hit in rollcall.deny with input as input_document with data.roles as roles with data.thresholds as thresholds
	hit.rule == "risk.too-high"
}

emergency(input_document) := object.union(input_document, {"assignments": [{"role": input_document.roles[0], "kind": "emergency"}]})

test_asks_nobody_below if asked(grant("low", held)) == set()

test_asks_one_owner if asked(grant("low", null)) == {["risk.one-owner", "design", 1]}

test_leaves_it_to_the_role_where_that_says_as_much if asked(grant("middle", held)) == set()

test_asks_two_people if {
	asked(grant("middle", null)) == {["risk.two-people", "platform", 2]}
	asked(grant("high", held)) == {["risk.two-people", "platform", 2]}
}

test_asks_security if asked(grant("high", null)) == {["risk.security", "security", 1]}

test_asks_the_owner_and_security_about_a_harmless_role_in_bad_company if {
	guest := object.union(grant("low", held), {"person": {"kind": "guest"}})
	asked(guest) == {["risk.one-owner", "design", 1], ["risk.security", "security", 1]}
}

test_denies_what_is_too_risky if {
	denied(grant("top", null))
	not denied(grant("top", held))
}

test_lets_an_emergency_go_to_security_alone if {
	not denied(emergency(grant("top", null)))
	asked(emergency(grant("middle", null))) == set()
	asked(emergency(grant("high", null))) == {["risk.security", "security", 1]}
}

test_asks_security_about_what_no_role_gives if {
	seat := object.union(grant("low", held), {"change": {"because": [{"kind": "pool", "pool": "ide"}]}})
	worth := object.union(thresholds, {"sensitivity": {"chat": {"points": 45}}})
	found := {[need.rule, need.from] |
		some need in rollcall.approvals with input as seat with data.roles as roles with data.thresholds as worth
	}
	found == {["risk.one-owner", "security"]}
}

test_says_what_the_risk_is_made_of if {
	some need in rollcall.approvals with input as grant("low", null) with data.roles as roles with data.thresholds as thresholds
	need.message == "the risk is 40: low; never had it before"
}
