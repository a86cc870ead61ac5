package rollcall.emergency_test

import data.rollcall
import rego.v1

roles := {"rescue": {"owner": "o", "risk": 50}}

thresholds := {"emergency": {"review_days": 3}}

grant(kind) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "assignment", "role": "rescue", "reason": "R-9"}]},
	"person": {"id": "p1", "kind": "employee", "status": "active", "start": null, "end": null},
	"roles": ["rescue"],
	"assignments": [{"role": "rescue", "kind": kind, "reason": "R-9"}],
	"at": "2026-03-01T00:00:00Z",
}

warnings(input_document) := [hit.message |
	some hit in rollcall.warn with input as input_document with data.roles as roles with data.thresholds as thresholds
	hit.rule == "emergency.review"
]

test_asks_for_a_look_afterwards if {
	found := warnings(grant("emergency"))
	count(found) == 1
	contains(found[0], "R-9")
	contains(found[0], "3 days")
}

test_is_silent_about_other_assignments if warnings(grant("temporary")) == []

test_denies_without_thresholds if {
	some hit in rollcall.deny with input as grant("standard") with data.roles as roles with data.thresholds as {}
	hit.rule == "emergency.thresholds"
}

test_is_silent_when_access_goes if {
	warnings(object.union(grant("emergency"), {"change": {"kind": "revoke"}})) == []
}

test_speaks_of_the_assignment_at_hand_alone if {
	other := {"role": "other", "kind": "emergency", "reason": "R-8"}
	both := array.concat([other], grant("emergency").assignments)
	found := warnings(object.union(grant("emergency"), {"assignments": both}))
	count(found) == 1
	contains(found[0], "R-9")
}

test_is_content_with_thresholds if {
	hits := rollcall.deny with input as grant("standard") with data.roles as roles with data.thresholds as thresholds
	not "emergency.thresholds" in {hit.rule | some hit in hits}
}
