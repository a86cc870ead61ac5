# Who has a risky role and is to have it for longer goes on as before, so that no change shows it. Its owner is asked all the same, and for
# a very risky role security as well: what was agreed to until Friday was agreed to until Friday. Needs a base: rollcall plan --policies-from.
package rollcall.plan

import rego.v1

approvals contains need if {
	some row in input.plan.extensions
	data.roles[row.role].risk >= data.thresholds.privileged.owner_approval
	need := {
		"from": data.roles[row.role].owner,
		"count": 1,
		"rule": "extensions.owner-approval",
		"message": extended(row),
	}
}

approvals contains need if {
	some row in input.plan.extensions
	data.roles[row.role].risk >= data.thresholds.privileged.security_approval
	need := {
		"from": data.thresholds.privileged.security,
		"count": 1,
		"rule": "extensions.security-approval",
		"message": extended(row),
	}
}

extended(row) := concat("", [
	concat(", ", row.people),
	others(row),
	" would go on holding ",
	row.role,
	" ",
	end_of(row),
])

others(row) := "" if row.count == count(row.people)

others(row) := concat("", [" and ", format_int(row.count - count(row.people), 10), " more"]) if {
	row.count > count(row.people)
}

end_of(row) := "without an end" if row.until == null

end_of(row) := concat("", ["until ", row.until]) if row.until != null
