package rollcall.protected_test

import data.rollcall
import rego.v1

thresholds := {"protected": {"security": "security", "people": {"s1": "the break-glass account"}}}

change(kind, person) := {"change": {"kind": kind, "person": person, "because": []}}

asked(input_document) := {[need.from, need.message] |
	some need in rollcall.approvals with input as input_document with data.thresholds as thresholds
	need.rule == "protected.person"
}

test_asks_security_whatever_happens_to_them if {
	every kind in ["grant", "revoke", "disable-account", "update-account"] {
		asked(change(kind, "s1")) == {["security", "s1 is protected: the break-glass account"]}
	}
}

test_leaves_others_alone if {
	asked(change("grant", "e1")) == set()
	asked(change("grant", null)) == set()
}
