package rollcall.self_grant_test

import data.rollcall
import rego.v1

roles := {"low": {"owner": "o", "risk": 29}, "middle": {"owner": "o", "risk": 30}, "high": {"owner": "o", "risk": 70}}

thresholds := {"self_grant": {"approve_risk": 30, "deny_risk": 70, "people": 2, "security": "security"}}

grant(role, proposers) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "assignment", "role": role, "reason": "R-1"}]},
	"person": {"id": "p1", "kind": "employee"},
	"proposers": proposers,
}

rules(input_document) := {hit.rule |
	some said in [rollcall.deny, rollcall.approvals] with input as input_document
		with data.roles as roles
		with data.thresholds as thresholds
	some hit in said
	startswith(hit.rule, "self-grant.")
}

test_denies_who_gives_themselves_much if rules(grant("high", ["e9", "p1"])) == {"self-grant.denied"}

test_asks_two_people_about_less if {
	rules(grant("middle", ["p1"])) == {"self-grant.approval"}
	some need in rollcall.approvals with input as grant("middle", ["p1"])
		with data.roles as roles
		with data.thresholds as thresholds
	need.rule == "self-grant.approval"
	need.count == 2
}

test_does_not_mind_what_is_harmless if rules(grant("low", ["p1"])) == set()

test_does_not_mind_what_others_propose if {
	rules(grant("high", ["e9"])) == set()
	rules(grant("high", [])) == set()
}

test_lets_people_give_up_access if rules(object.union(grant("high", ["p1"]), {"change": {"kind": "revoke"}})) == set()
