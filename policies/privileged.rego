# Access through a risky role needs the role's owner; through a very risky one, security as well.
package rollcall

import data.rollcall.change
import data.rollcall.threshold
import rego.v1

approvals contains need if {
	change.gives_access
	some role in change.roles
	not role in change.emergency_roles # time matters then; emergency.rego asks for a look afterwards
	data.roles[role].risk >= data.thresholds.privileged.owner_approval
	need := {
		"from": data.roles[role].owner,
		"count": 1,
		"rule": "privileged.owner-approval",
		"message": sprintf("role %s has risk %d: its owner agrees first", [role, data.roles[role].risk]),
	}
}

approvals contains need if {
	change.gives_access
	some role in change.roles
	data.roles[role].risk >= data.thresholds.privileged.security_approval
	need := {
		"from": data.thresholds.privileged.security,
		"count": 1,
		"rule": "privileged.security-approval",
		"message": sprintf("role %s has risk %d: security agrees first", [role, data.roles[role].risk]),
	}
}

deny contains {"rule": "privileged.unknown-role", "message": message} if {
	change.gives_access
	some role in change.roles
	not has_risk(role)
	message := sprintf("role %s is not defined, so nobody knows its risk", [role])
}

deny contains {"rule": "privileged.thresholds", "message": message} if {
	some name in ["owner_approval", "security_approval"]
	not threshold.is_number_at(["privileged", name])
	message := sprintf("policies/thresholds.yaml needs a number at privileged.%s", [name])
}

deny contains {"rule": "privileged.thresholds", "message": message} if {
	not threshold.is_team_at(["privileged", "security"])
	message := "policies/thresholds.yaml needs a team at privileged.security"
}

has_risk(role) if is_number(data.roles[role].risk)
