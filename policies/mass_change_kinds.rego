# Too many changes of one kind over all applications together, `create-account` among them.
package rollcall.plan

import rego.v1

approvals contains need if {
	some kind, limit in data.thresholds.mass_change.kinds
	input.plan.kinds[kind] > limit.approve_count
	input.plan.kinds[kind] <= limit.deny_count
	need := {
		"from": data.thresholds.mass_change.owners,
		"count": 1,
		"rule": "mass-change.kind",
		"message": describe_kind(kind),
	}
}

deny contains {"rule": "mass-change.kind", "message": message} if {
	some kind, limit in data.thresholds.mass_change.kinds
	input.plan.kinds[kind] > limit.deny_count
	message := describe_kind(kind)
}

describe_kind(kind) := concat("", [
	format_int(input.plan.kinds[kind], 10),
	" changes of the kind ",
	kind,
	" in all applications together",
])
