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

places := [
	{"role": "payer", "kind": "assignment", "at": "assignments/a.yaml:7"},
	{"role": "approver", "kind": "birthright", "at": "roles/approver.yaml:5"},
]

exception(until) := {"separation_of_duties": {"exceptions": [{
	"person": "p1",
	"roles": ["payer", "approver"],
	"owner": "finance-leads",
	"until": until,
	"reason": "one of two is on leave",
}]}}

judged(until, input_document) := {"deny": denials, "approvals": needs} if {
	denials := [hit.message |
		some hit in rollcall.deny with input as input_document with data.roles as roles with data.thresholds as exception(until)
		hit.rule == "sod.exclusive-roles"
	]
	needs := [[need.from, need.message] |
		some need in rollcall.approvals with input as input_document with data.roles as roles with data.thresholds as exception(until)
		need.rule == "sod.exception"
	]
}

conflict := object.union(grant("payer", ["approver", "payer"]), {"holdings": places})

both := "p1 would hold approver (roles/approver.yaml:5) and payer (assignments/a.yaml:7), which exclude each other"

test_names_both_roles_with_their_places if broken(conflict)[0].message == both

test_asks_the_owner_of_an_exception if {
	found := judged("2026-03-01", conflict)
	found.deny == []
	found.approvals == [["finance-leads", concat("", [both, "; finance-leads accepts it until 2026-03-01: one of two is on leave"])]]
}

test_denies_when_an_exception_is_over if {
	found := judged("2026-02-28", conflict)
	found.deny == [concat("", [both, "; finance-leads had accepted it until 2026-02-28"])]
	found.approvals == []
}

test_takes_an_exception_for_its_person_and_roles_only if {
	count(judged("2026-03-01", object.union(conflict, {"change": {"person": "p2"}})).deny) == 1
}
