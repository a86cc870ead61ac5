# What nobody can undo is done only when security agrees: the provider's profile says what that is, and the plan shows why.
package rollcall

import rego.v1

approvals contains need if {
	reason := input.change.irreversible
	need := {
		"from": data.thresholds.irreversible.security,
		"count": 1,
		"rule": "irreversible.approval",
		"message": concat("", ["this cannot be undone: ", reason]),
	}
}
