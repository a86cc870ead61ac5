# Access through a risky role needs the role's owner; through a very risky one, security as well.
package rollcall

import data.rollcall.change
import rego.v1

approvals contains need if {
	change.role_risk >= data.thresholds.privileged.owner_approval
	change.gives_access
	some role in change.roles
	data.roles[role].risk >= data.thresholds.privileged.owner_approval
	not role in change.emergency_roles # time matters then; emergency.rego asks for a look afterwards
	need := {
		"from": data.roles[role].owner,
		"count": 1,
		"rule": "privileged.owner-approval",
		"message": concat("", [role_with_risk(role), ": its owner agrees first"]),
	}
}

approvals contains need if {
	change.role_risk >= data.thresholds.privileged.security_approval
	change.gives_access
	some role in change.roles
	data.roles[role].risk >= data.thresholds.privileged.security_approval
	need := {
		"from": data.thresholds.privileged.security,
		"count": 1,
		"rule": "privileged.security-approval",
		"message": concat("", [role_with_risk(role), ": security agrees first"]),
	}
}

deny contains {"rule": "privileged.unknown-role", "message": message} if {
	change.gives_access
	some because in input.change.because
	not has_risk(because.role)
	message := concat("", ["role ", because.role, " is not defined, so nobody knows its risk"])
}

has_risk(role) if is_number(data.roles[role].risk)

role_with_risk(role) := concat("", ["role ", role, " has risk ", format_int(data.roles[role].risk, 10)])
