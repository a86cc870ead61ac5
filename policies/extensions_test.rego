package rollcall.plan.extensions_test

import data.rollcall.plan
import rego.v1

roles := {
	"harmless": {"owner": "design", "risk": 39},
	"risky": {"owner": "platform", "risk": 40},
	"dangerous": {"owner": "platform", "risk": 70},
}

thresholds := {"privileged": {"owner_approval": 40, "security_approval": 70, "security": "security"}}

row(role) := {"role": role, "count": 1, "people": ["p1"], "until": null}

asked(rows) := {[need.rule, need.from, need.message] |
	some need in plan.approvals with input as {"plan": {"extensions": rows}}
		with data.roles as roles
		with data.thresholds as thresholds
	startswith(need.rule, "extensions.")
}

test_asks_nobody_below_the_threshold if asked([row("harmless")]) == set()

test_asks_the_owner_at_the_threshold if {
	asked([row("risky")]) == {["extensions.owner-approval", "platform", "p1 would go on holding risky without an end"]}
}

test_asks_security_as_well_for_more if {
	{rule | some [rule, _, _] in asked([row("dangerous")])} == {"extensions.owner-approval", "extensions.security-approval"}
}

test_names_some_and_counts_all if {
	many := {"role": "risky", "count": 12, "people": ["p1", "p2"], "until": "2026-12-01T00:00:00Z"}
	{message | some [_, _, message] in asked([many])} == {"p1, p2 and 10 more would go on holding risky until 2026-12-01T00:00:00Z"}
}
