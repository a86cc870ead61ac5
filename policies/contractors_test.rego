package rollcall.contractors_test

import data.rollcall
import rego.v1

roles := {"small": {"owner": "o", "risk": 30}, "large": {"owner": "o", "risk": 31}}

thresholds := {"contractors": {"max_risk_without_end": 30}}

grant(role, kind, end) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "birthright", "role": role}]},
	"person": {"id": "p1", "kind": kind, "status": "active", "start": null, "end": end},
	"roles": [role],
	"assignments": [],
	"at": "2026-03-01T00:00:00Z",
}

warned(input_document) if {
	some hit in rollcall.warn with input as input_document with data.roles as roles with data.thresholds as thresholds
	hit.rule == "contractors.no-end"
}

denied(input_document) if {
	some hit in rollcall.deny with input as input_document with data.roles as roles with data.thresholds as thresholds
	hit.rule == "contractors.no-end"
}

test_warns_of_a_missing_end if {
	warned(grant("small", "contractor", null))
	not denied(grant("small", "contractor", null))
}

test_denies_a_risky_role_without_an_end if denied(grant("large", "contractor", null))

test_allows_a_risky_role_with_an_end if {
	not warned(grant("large", "contractor", "2026-09-01T00:00:00Z"))
	not denied(grant("large", "contractor", "2026-09-01T00:00:00Z"))
}

test_leaves_employees_alone if {
	not warned(grant("large", "employee", null))
	not denied(grant("large", "employee", null))
}

test_lets_access_go if {
	revoke := object.union(grant("large", "contractor", null), {"change": {"kind": "revoke"}})
	not warned(revoke)
	not denied(revoke)
}
