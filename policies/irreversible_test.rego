package rollcall.irreversible_test

import data.rollcall
import rego.v1

thresholds := {"irreversible": {"security": "security"}}

reversible := {
	"change": {"kind": "disable-account", "person": "p1", "because": []},
	"person": {"id": "p1", "kind": "employee", "status": "left", "start": null, "end": null},
	"roles": [],
	"assignments": [],
	"at": "2026-03-01T00:00:00Z",
}

irreversible := object.union(reversible, {"change": {"irreversible": "switching it off deletes the account"}})

asked(input_document) := {[need.rule, need.from] |
	some need in rollcall.approvals with input as input_document with data.thresholds as thresholds
	startswith(need.rule, "irreversible.")
}

test_asks_security_before_what_cannot_be_undone if asked(irreversible) == {["irreversible.approval", "security"]}

test_asks_nobody_before_what_can_be_undone if asked(reversible) == set()

test_says_what_cannot_be_undone if {
	some need in rollcall.approvals with input as irreversible with data.thresholds as thresholds
	need.message == "this cannot be undone: switching it off deletes the account"
}
