# Who changes what is allowed does not use it in the same proposal: policies first, access with the next one.
package rollcall.plan

import rego.v1

deny contains {"rule": "policy-changes.with-access", "message": message} if {
	data.thresholds.policy_changes.with_access == "deny"
	some message in policies_with_access
}

approvals contains need if {
	data.thresholds.policy_changes.with_access == "approve"
	some message in policies_with_access
	need := {
		"from": data.thresholds.policy_changes.owners,
		"count": 1,
		"rule": "policy-changes.with-access",
		"message": message,
	}
}

policies_with_access contains message if {
	count(input.plan.policies.changed) > 0
	input.plan.changes > 0
	message := concat("", [
		"the proposal changes access and ",
		concat(", ", input.plan.policies.changed),
		": two proposals would show what each does",
	])
}
