package rollcall.out_of_hours_test

import data.rollcall
import rego.v1

roles := {"risky": {"owner": "o", "risk": 40}, "harmless": {"owner": "o", "risk": 39}}

thresholds := {"out_of_hours": {
	"utc_offset": 1, "from": 6, "to": 20, "min_risk": 40, "security": "security",
	"weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
}}

request(role, at) := {
	"change": {"kind": "grant", "person": "p1", "because": [{"kind": "assignment", "role": role, "reason": "R-1"}]},
	"person": {"id": "p1", "kind": "employee"},
	"assignments": [{"role": role, "kind": "standard"}],
	"at": at,
}

asked(input_document) := [need.message |
	some need in rollcall.approvals with input as input_document with data.roles as roles with data.thresholds as thresholds
	need.rule == "out-of-hours.approval"
]

monday_night := request("risky", "2026-11-23T19:00:00Z")

test_asks_at_night_and_on_a_day_off if {
	asked(monday_night) == ["p1 would gain it on a monday outside working hours"]
	count(asked(request("risky", "2026-11-23T04:59:59Z"))) == 1
	asked(request("risky", "2026-11-21T12:00:00Z")) == ["p1 would gain it on a saturday outside working hours"]
}

test_keeps_local_time if {
	asked(request("risky", "2026-11-23T05:00:00Z")) == []
	asked(request("risky", "2026-11-23T18:59:59Z")) == []
	count(asked(request("risky", "2026-11-22T23:30:00Z"))) == 1
}

test_asks_nobody_about_what_is_harmless if asked(request("harmless", "2026-11-21T12:00:00Z")) == []

test_does_not_keep_an_emergency_waiting if {
	asked(object.union(monday_night, {"assignments": [{"role": "risky", "kind": "emergency"}]})) == []
}

test_lets_the_roster_work_at_night if {
	asked(object.union(monday_night, {"change": {"because": [{"kind": "birthright", "role": "risky"}]}})) == []
}

test_asks_nobody_to_take_access_away if asked(object.union(monday_night, {"change": {"kind": "revoke"}})) == []
