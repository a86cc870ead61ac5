package rollcall.privileged_test

import data.rollcall
import rego.v1

roles := {
	"harmless": {"owner": "design", "risk": 39},
	"risky": {"owner": "platform", "risk": 40},
	"dangerous": {"owner": "platform", "risk": 70},
}

thresholds := {"privileged": {"owner_approval": 40, "security_approval": 70, "security": "security"}}

grant(role, assignments) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "assignment", "role": role, "reason": "R-1"}]},
	"person": {"id": "p1", "kind": "employee", "status": "active", "start": null, "end": null},
	"roles": [role],
	"assignments": assignments,
	"at": "2026-03-01T00:00:00Z",
}

asked(input_document) := {[need.rule, need.from] |
	some need in rollcall.approvals with input as input_document
		with data.roles as roles
		with data.thresholds as thresholds
}

refused(input_document) := {hit.rule |
	some hit in rollcall.deny with input as input_document with data.roles as roles with data.thresholds as thresholds
	startswith(hit.rule, "privileged.")
}

test_asks_nobody_below_the_threshold if asked(grant("harmless", [])) == set()

test_asks_the_owner_at_the_threshold if asked(grant("risky", [])) == {["privileged.owner-approval", "platform"]}

test_asks_owner_and_security_for_more if {
	asked(grant("dangerous", [])) == {
		["privileged.owner-approval", "platform"],
		["privileged.security-approval", "security"],
	}
}

test_asks_only_security_in_an_emergency if {
	emergency := [{"role": "dangerous", "kind": "emergency", "reason": "R-1"}]
	asked(grant("dangerous", emergency)) == {["privileged.security-approval", "security"]}
}

test_asks_the_owner_when_the_emergency_is_not_the_only_reason if {
	both := [
		{"role": "risky", "kind": "emergency", "reason": "R-1"},
		{"role": "risky", "kind": "standard", "reason": "R-2"},
	]
	asked(grant("risky", both)) == {["privileged.owner-approval", "platform"]}
}

test_asks_the_owner_when_the_emergency_is_on_top_of_a_birthright if {
	emergency := [{"role": "risky", "kind": "emergency", "reason": "R-1"}]
	because := [{"kind": "birthright", "role": "risky"}, {"kind": "assignment", "role": "risky", "reason": "R-1"}]
	asked(object.union(grant("risky", emergency), {"change": {"because": because}})) == {["privileged.owner-approval", "platform"]}
}

test_asks_nobody_to_take_access_away if {
	revoke := object.union(grant("dangerous", []), {"change": {"kind": "revoke"}})
	asked(revoke) == set()
}

test_denies_a_role_that_nobody_defined if "privileged.unknown-role" in refused(grant("mystery", []))

test_allows_a_role_that_is_defined if not "privileged.unknown-role" in refused(grant("harmless", []))

test_lets_an_undefined_role_go if {
	refused(object.union(grant("mystery", []), {"change": {"kind": "revoke"}})) == set()
}

test_asks_the_owner_only_about_the_role_that_is_no_emergency if {
	emergency := [{"role": "risky", "kind": "emergency", "reason": "R-1"}]
	because := [{"kind": "birthright", "role": "harmless"}, {"kind": "assignment", "role": "risky", "reason": "R-1"}]
	asked(object.union(grant("risky", emergency), {"change": {"because": because}})) == set()
}
