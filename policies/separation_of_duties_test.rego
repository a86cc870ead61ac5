package rollcall.separation_of_duties_test

import data.rollcall
import rego.v1

roles := {
	"payer": {"owner": "finance", "risk": 10, "excludes": ["approver"]},
	"approver": {"owner": "finance", "risk": 10, "excludes": ["payer"]},
	"reader": {"owner": "finance", "risk": 5, "excludes": []},
}

grant(role, held) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "assignment", "role": role, "reason": "R-1"}]},
	"person": {"id": "p1", "kind": "employee", "status": "active", "start": null, "end": null},
	"roles": held,
	"assignments": [],
	"at": "2026-03-01T00:00:00Z",
}

broken(input_document) := [hit |
	some hit in rollcall.deny with input as input_document with data.roles as roles
	hit.rule == "sod.exclusive-roles"
]

test_denies_the_second_of_two_exclusive_roles if {
	hits := broken(grant("payer", ["approver", "payer"]))
	count(hits) == 1
	contains(hits[0].message, "approver and payer")
}

test_denies_from_the_other_side_too if count(broken(grant("approver", ["approver", "payer"]))) == 1

test_allows_roles_that_go_together if count(broken(grant("payer", ["payer", "reader"]))) == 0

test_lets_a_conflict_be_taken_apart if {
	revoke := object.union(grant("payer", ["approver"]), {"change": {"kind": "revoke"}})
	count(broken(revoke)) == 0
}
