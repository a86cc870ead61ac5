# What runs unattended breaks unattended: nobody switches a service account off alone.
package rollcall

import data.rollcall.threshold
import rego.v1

approvals contains need if {
	input.change.kind in {"disable-account", "delete-account"}
	input.person.kind == "service"
	need := {
		"from": data.thresholds.service_accounts.security,
		"count": 1,
		"rule": "service-accounts.removal",
		"message": sprintf("%s is a service account: make sure that nothing uses it", [input.person.id]),
	}
}

deny contains {"rule": "service-accounts.thresholds", "message": message} if {
	not threshold.is_team_at(["service_accounts", "security"])
	message := "policies/thresholds.yaml needs a team at service_accounts.security"
}
