package rollcall.dormant_test

import data.rollcall
import data.rollcall.plan
import rego.v1

roles := {"risky": {"owner": "o", "risk": 40}, "harmless": {"owner": "o", "risk": 39}}

thresholds := {"dormant": {"min_risk": 40, "warn_days": 60, "approve_days": 90, "most_named": 2, "security": "security"}}

grant(role, last) := {
	"change": {"kind": "grant", "person": "p1", "application": "chat", "because": [{"kind": "birthright", "role": role}]},
	"person": {"id": "p1", "kind": "employee"},
	"lastSignIn": last,
	"at": "2026-04-01T00:00:00Z",
}

asked(input_document) := {need.from |
	some need in rollcall.approvals with input as input_document with data.roles as roles with data.thresholds as thresholds
	need.rule == "dormant.gains"
}

test_asks_before_somebody_who_is_gone_gains if asked(grant("risky", "2026-01-01T00:00:00Z")) == {"security"}

test_asks_nobody_about_who_was_there_lately if asked(grant("risky", "2026-01-02T00:00:00Z")) == set()

test_asks_nobody_without_evidence if asked(grant("risky", null)) == set()

test_asks_nobody_about_what_is_harmless if asked(grant("harmless", "2025-01-01T00:00:00Z")) == set()

test_asks_nobody_to_take_access_away if {
	asked(object.union(grant("risky", "2025-01-01T00:00:00Z"), {"change": {"kind": "revoke"}})) == set()
}

row(person, risk, days) := {"person": person, "role": "r", "risk": risk, "application": "chat", "days": days}

warnings(rows) := {hit.message |
	some hit in plan.warn with input as {"plan": {"dormant": rows}} with data.thresholds as thresholds
	hit.rule == "dormant.privileged"
}

test_names_who_does_not_use_a_privilege if {
	warnings([row("p1", 40, 60), row("p2", 40, 59), row("p3", 39, 99), row("p4", 90, null)]) == {
		"p1 holds r (risk 40) and has not signed in for 60 days to chat",
		"p4 holds r (risk 90) and has never signed in to chat",
	}
}

test_counts_the_others if {
	found := warnings([row("p1", 40, 60), row("p2", 40, 61), row("p3", 40, 62)])
	count(found) == 3
	"and at least 1 more like these" in found
}
