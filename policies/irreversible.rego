# What nobody can undo is done only when security agrees: the provider's profile says what that is, and the plan shows why.
package rollcall

import data.rollcall.threshold
import rego.v1

approvals contains need if {
	reason := input.change.irreversible
	need := {
		"from": data.thresholds.irreversible.security,
		"count": 1,
		"rule": "irreversible.approval",
		"message": sprintf("this cannot be undone: %s", [reason]),
	}
}

deny contains {"rule": "irreversible.thresholds", "message": message} if {
	not threshold.is_team_at(["irreversible", "security"])
	message := "policies/thresholds.yaml needs a team at irreversible.security"
}
