# Emergency access does not wait for the owner of a role, and somebody looks at it soon afterwards.
# A very risky role still needs security first: see privileged.rego.
package rollcall

import data.rollcall.change
import data.rollcall.threshold
import rego.v1

warn contains {"rule": "emergency.review", "message": message} if {
	change.gives_access
	some role in change.emergency_roles
	some assignment in input.assignments
	assignment.role == role
	days := data.thresholds.emergency.review_days
	message := sprintf("emergency role %s for %s (%s): review it within %d days", [role, input.person.id, assignment.reason, days])
}

deny contains {"rule": "emergency.thresholds", "message": message} if {
	not threshold.is_number_at(["emergency", "review_days"])
	message := "policies/thresholds.yaml needs a number at emergency.review_days"
}
