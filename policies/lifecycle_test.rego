package rollcall.lifecycle_test

import data.rollcall
import rego.v1

at := "2026-03-01T00:00:00Z"

create(person) := {
	"change": {"kind": "create-account", "person": "p1", "userName": "p1@example.com", "because": []},
	"person": person,
	"roles": [],
	"assignments": [],
	"at": at,
}

person(status, start, end) := {"id": "p1", "kind": "employee", "status": status, "start": start, "end": end}

refused(input_document) := {hit.rule |
	some hit in rollcall.deny with input as input_document
	startswith(hit.rule, "lifecycle.")
}

test_allows_somebody_who_is_here if refused(create(person("active", null, null))) == set()

test_allows_somebody_on_leave if refused(create(person("leave", null, null))) == set()

test_allows_the_first_moment_and_not_the_one_before if {
	refused(create(person("active", at, null))) == set()
	refused(create(person("active", "2026-03-01T00:00:01Z", null))) == {"lifecycle.before-start"}
}

test_denies_from_the_end_on if {
	refused(create(person("active", null, "2026-03-01T00:00:01Z"))) == set()
	refused(create(person("active", null, at))) == {"lifecycle.gone"}
}

test_denies_somebody_who_left if refused(create(person("left", null, null))) == {"lifecycle.gone"}

test_denies_an_account_for_nobody if refused(create(null)) == {"lifecycle.nobody"}

test_lets_an_account_of_nobody_be_disabled if {
	disable := object.union(create(null), {"change": {"kind": "disable-account"}})
	refused(disable) == set()
}

test_lets_access_go_before_the_start_and_after_the_end if {
	every somebody in [person("left", null, null), person("active", "2026-04-01T00:00:00Z", null)] {
		refused(object.union(create(somebody), {"change": {"kind": "revoke"}})) == set()
	}
}
