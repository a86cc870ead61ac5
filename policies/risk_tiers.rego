# Who has to agree because of how risky a change is, where the risk of its role alone does not ask for as much: privileged.rego.
# An emergency waits for security only, and is never too risky.
package rollcall

import data.rollcall.change
import data.rollcall.score
import rego.v1

deny contains {"rule": "risk.too-high", "message": message} if {
	score.total >= data.thresholds.risk_tiers.deny
	change.gives_access
	not change.is_emergency
	message := concat("", ["a risk of ", format_int(score.total, 10), " is more than anybody may agree to"])
}

approvals contains need if {
	score.total >= data.thresholds.risk_tiers.one_owner
	change.role_risk < data.thresholds.privileged.owner_approval
	change.gives_access
	not change.is_emergency
	some owner in owners_of_riskiest
	need := agreement(owner, 1, "risk.one-owner")
}

approvals contains need if {
	score.total >= data.thresholds.risk_tiers.two_people
	score.total < data.thresholds.risk_tiers.security # then the owner and security are two people
	change.gives_access
	not change.is_emergency
	some owner in owners_of_riskiest
	need := agreement(owner, 2, "risk.two-people")
}

approvals contains need if {
	score.total >= data.thresholds.risk_tiers.security
	change.role_risk < data.thresholds.privileged.security_approval
	change.gives_access
	need := agreement(data.thresholds.privileged.security, 1, "risk.security")
}

owners_of_riskiest contains data.roles[role].owner if {
	some role in change.roles
	data.roles[role].risk == change.role_risk
}

# Where no role is the reason, nobody owns it.
owners_of_riskiest contains data.thresholds.privileged.security if count(change.roles) == 0

# A score without a word on where it comes from convinces nobody.
agreement(team, count, rule) := {
	"from": team,
	"count": count,
	"rule": rule,
	"message": concat("", ["the risk is ", format_int(score.total, 10), ": ", concat("; ", sort([part.reason | some part in score.factors]))]),
}
