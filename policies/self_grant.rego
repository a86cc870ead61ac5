# Nobody gives themselves access: whoever proposes a plan does not gain by it unless others agree, and not at all when it is risky.
package rollcall

import data.rollcall.change
import rego.v1

deny contains {"rule": "self-grant.denied", "message": message} if {
	change.is_self_proposed
	change.role_risk >= data.thresholds.self_grant.deny_risk
	message := concat("", [input.change.person, " proposes this and would gain ", concat(", ", sort(change.roles))])
}

approvals contains need if {
	change.is_self_proposed
	change.role_risk >= data.thresholds.self_grant.approve_risk
	change.role_risk < data.thresholds.self_grant.deny_risk
	need := {
		"from": data.thresholds.self_grant.security,
		"count": data.thresholds.self_grant.people,
		"rule": "self-grant.approval",
		"message": concat("", [input.change.person, " proposes this and would gain ", concat(", ", sort(change.roles))]),
	}
}
