package rollcall.guests_test

import data.rollcall
import rego.v1

roles := {"visitor": {"owner": "o", "risk": 10}, "member": {"owner": "o", "risk": 11}}

grant(role, kind) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "birthright", "role": role}]},
	"person": {"id": "p1", "kind": kind, "status": "active", "start": null, "end": null, "managerPresent": true},
	"roles": [role],
	"assignments": [],
	"at": "2026-03-01T00:00:00Z",
}

denied(input_document, limits, rule) if {
	some hit in rollcall.deny with input as input_document with data.roles as roles with data.thresholds as limits
	hit.rule == rule
}

limits := {"guests": {"max_risk": 10}}

test_allows_a_guest_a_harmless_role if not denied(grant("visitor", "guest"), limits, "guests.risk")

test_denies_a_guest_more if denied(grant("member", "guest"), limits, "guests.risk")

test_leaves_employees_alone if not denied(grant("member", "employee"), limits, "guests.risk")

test_lets_access_go if not denied(object.union(grant("member", "guest"), {"change": {"kind": "revoke"}}), limits, "guests.risk")

test_wants_somebody_to_answer_for_a_guest if {
	every present in [false, null] {
		denied(object.union(grant("visitor", "guest"), {"person": {"managerPresent": present}}), limits, "guests.host")
	}
	not denied(grant("visitor", "guest"), limits, "guests.host")
	not denied(object.union(grant("visitor", "employee"), {"person": {"managerPresent": null}}), limits, "guests.host")
}
