package rollcall.emergency_test

import data.rollcall
import data.rollcall.plan
import rego.v1

roles := {"rescue": {"owner": "o", "risk": 50}}

thresholds := {"emergency": {"review_days": 3, "max_hours": 12, "max_open": 2}}

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

lasting(from, until) := lasting_through(from, until, until)

lasting_through(from, until, end) := object.union(
	grant("emergency"),
	{"assignments": [{"role": "rescue", "kind": "emergency", "reason": "R-9", "from": from, "until": until, "through": end}]},
)

denied(input_document) := {hit.rule |
	some hit in rollcall.deny with input as input_document with data.roles as roles with data.thresholds as thresholds
	startswith(hit.rule, "emergency.")
}

test_is_over_some_time if {
	denied(lasting("2026-03-01T00:00:00Z", null)) == {"emergency.standing"}
	denied(lasting("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z")) == set()
	denied(lasting("2026-03-01T00:00:00Z", "2026-03-01T12:00:01Z")) == {"emergency.too-long"}
	denied(lasting(null, "2026-03-01T12:00:01Z")) == {"emergency.too-long"}
}

test_is_not_planned_ahead if {
	denied(lasting_through("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z")) == {"emergency.too-long"}
	denied(lasting_through("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", null)) == {"emergency.standing"}
}

test_minds_emergencies_only if {
	standing := {"assignments": [{"role": "rescue", "kind": "standard", "reason": "R-9", "from": null, "until": null, "through": null}]}
	denied(object.union(grant("standard"), standing)) == set()
	denied(object.union(lasting(null, null), {"change": {"kind": "revoke"}})) == set()
}

too_many(open, grants) if {
	some hit in plan.deny with input as {"plan": {"emergency": {"assignments": open, "people": 1}, "kinds": {"grant": grants}}}
		with data.thresholds as thresholds
	hit.rule == "emergency.too-many"
}

test_has_few_open_at_once if {
	too_many(3, 1)
	not too_many(2, 1)
	not too_many(3, 0)
}

planned(hours, grants) := {"plan": {
	"emergency": {"assignments": 1, "people": 1, "longest": [{"person": "p1", "role": "rescue", "hours": hours}]},
	"kinds": {"grant": grants},
}}

plan_denials(input_document) := [hit.message |
	some hit in plan.deny with input as input_document with data.thresholds as thresholds
	hit.rule == "emergency.too-long"
]

plan_warnings(input_document) := [hit.message |
	some hit in plan.warn with input as input_document with data.thresholds as thresholds
	hit.rule == "emergency.too-long"
]

test_goes_on_for_few_hours_together if {
	plan_denials(planned(12, 1)) == []
	plan_denials(planned(12.5, 1)) == ["emergency role rescue for p1 is planned for 13 hours, and 12 is the limit"]
	plan_denials(planned(null, 1)) == ["emergency role rescue for p1 has no end"]
}

test_does_not_keep_access_from_being_taken_away if {
	plan_denials(planned(24, 0)) == []
	count(plan_warnings(planned(24, 0))) == 1
	plan_warnings(planned(24, 1)) == []
}
