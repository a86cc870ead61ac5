package rollcall.risk_test

import data.rollcall
import data.rollcall.score
import rego.v1

roles := {"a": {"risk": 15}, "b": {"risk": 45}, "d": {"risk": 98}, "old": {"risk": 5, "birthright": false}}

points := {
	"contractor": 5, "guest": 15, "service": 6, "joiner": 2, "leaver": 10, "out-of-hours": 4, "emergency": 3, "no-manager": 7,
	"self-proposed": 16, "many-roles": 8, "keeps-old-access": 9, "first-time": 1, "taken-back": 11, "dormant": 12,
}

thresholds := {
	"risk": {
		"harmless": 30, "delete_account": 60, "disable_account": 20, "irreversible": 61,
		"leaver_days": 30, "taken_back_days": 90, "many_roles": 3, "points": points,
	},
	"dormant": {"warn_days": 60},
	"out_of_hours": {"utc_offset": 0, "from": 6, "to": 20, "weekdays": ["monday"]},
	"sensitivity": {"vault": {"points": 40, "entitlements": {"group": {"keys": 80}}}},
}

# A grant about which nothing is remarkable, on a Monday.
grant(role) := {
	"change": {
		"kind": "grant", "person": "p1", "account": "a1", "application": "chat",
		"entitlement": {"type": "group", "value": "keys"},
		"because": [{"kind": "birthright", "role": role}],
	},
	"person": {
		"id": "p1", "kind": "employee", "status": "active", "managerPresent": true, "start": null, "end": null,
		"attributes": {"department": "Sales"},
	},
	"before": {"attributes": {"department": "Sales"}, "roles": []},
	"roles": [role],
	"holdings": [],
	"assignments": [],
	"history": {"given": 1, "taken": 0, "lastTaken": null},
	"lastSignIn": null,
	"proposers": [],
	"at": "2026-11-23T09:00:00Z",
}

risk(input_document) := found if {
	some found in rollcall.risk with input as input_document with data.roles as roles with data.thresholds as thresholds
}

# Which parts a grant of `b` has, beyond the role, when this is different about it.
parts(difference) := {part.factor: part.points |
	some part in risk(object.union(grant("b"), difference)).factors
	part.factor != "role"
}

removal(difference) := risk(object.union(grant("a"), {"change": difference}))

test_is_the_risk_of_the_riskiest_role if {
	because := [{"kind": "birthright", "role": "a"}, {"kind": "birthright", "role": "b"}]
	found := risk(object.union(grant("a"), {"change": {"because": because}}))
	found == {"score": 45, "factors": [{"factor": "role", "points": 45, "reason": "a, b"}]}
}

test_counts_what_cannot_be_taken_back if {
	removal({"kind": "delete-account"}).score == 60
	removal({"kind": "disable-account", "irreversible": "it deletes"}).score == 61
}

test_counts_that_somebody_cannot_work if removal({"kind": "disable-account"}).score == 20

test_is_nothing_for_a_revoke if not removal({"kind": "revoke"})

test_adds_nothing_to_what_is_harmless if {
	risk(object.union(grant("a"), {"person": {"kind": "guest"}, "history": null})).score == 15
}

test_knows_what_an_application_is_worth if {
	found := risk(object.union(grant("a"), {"change": {"application": "vault", "entitlement": {"value": "other"}}}))
	found.score == 40
	found.factors[0].factor == "sensitivity"
}

test_knows_what_an_entitlement_is_worth if risk(object.union(grant("a"), {"change": {"application": "vault"}})).score == 80

test_looks_at_the_person if {
	parts({}) == {}
	parts({"person": {"kind": "contractor"}}) == {"contractor": 5}
	parts({"person": {"kind": "guest"}}) == {"guest": 15}
	parts({"person": {"kind": "service"}}) == {"service": 6}
	parts({"before": null, "change": {"account": null}}) == {"joiner": 2}
	parts({"person": {"managerPresent": false}}) == {"no-manager": 7}
	parts({"person": {"managerPresent": null}}) == {"no-manager": 7}
}

test_looks_at_the_end_that_is_near if {
	parts({"person": {"end": "2026-12-23T00:00:00Z"}}) == {"leaver": 10}
	parts({"person": {"end": "2026-12-24T00:00:00Z"}}) == {}
}

test_looks_at_the_moment if {
	request := {"change": {"because": [{"kind": "assignment", "role": "b", "reason": "R-1"}]}}
	parts(object.union(request, {"at": "2026-11-23T20:00:00Z"})) == {"out-of-hours": 4}
	parts({"at": "2026-11-23T20:00:00Z"}) == {}
	emergency := {"assignments": [{"role": "b", "kind": "emergency"}], "at": "2026-11-23T03:00:00Z"}
	parts(object.union(request, emergency)) == {"emergency": 3}
	parts({"proposers": ["p1"]}) == {"self-proposed": 16}
	parts({"roles": ["a", "b", "old"]}) == {"many-roles": 8}
}

test_looks_at_what_a_mover_keeps if {
	moved := {"attributes": {"department": "IT"}, "roles": ["old"]}
	parts({"before": moved, "roles": ["b", "old"]}) == {"keeps-old-access": 9}
	parts({"before": moved, "roles": ["b"]}) == {}
}

test_looks_at_the_past if {
	parts({"history": null}) == {"first-time": 1}
	parts({"history": {"given": 0}}) == {"first-time": 1}
	parts({"history": {"lastTaken": "2026-08-25T00:00:00Z"}}) == {"taken-back": 11}
	parts({"history": {"lastTaken": "2026-08-24T00:00:00Z"}}) == {}
	parts({"lastSignIn": "2026-09-24T00:00:00Z"}) == {"dormant": 12}
	parts({"lastSignIn": "2026-09-25T00:00:00Z"}) == {}
}

test_adds_up if {
	found := risk(object.union(grant("b"), {"history": null, "person": {"kind": "contractor", "managerPresent": false}}))
	found.score == ((45 + 1) + 5) + 7
	sum([part.points | some part in found.factors]) == found.score
}

test_stays_within_a_hundred if {
	found := risk(object.union(grant("d"), {"history": null, "person": {"kind": "contractor"}}))
	found.score == 100
	{"factor": "limit", "points": -4, "reason": "100 is the most"} in found.factors
	sum([part.points | some part in found.factors]) == 100
}

test_has_a_reason_for_every_kind_of_person if {
	every kind in ["contractor", "guest", "service"] {
		found := risk(object.union(grant("b"), {"person": {"kind": kind}}))
		{"factor": kind, "points": points[kind], "reason": score.kind_reasons[kind]} in found.factors
	}
}
