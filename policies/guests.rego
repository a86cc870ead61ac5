# Guests get harmless roles only.
package rollcall

import data.rollcall.change
import data.rollcall.threshold
import rego.v1

deny contains {"rule": "guests.risk", "message": message} if {
	change.gives_access
	input.person.kind == "guest"
	some role in change.roles
	data.roles[role].risk > data.thresholds.guests.max_risk
	message := sprintf("guest %s must not hold %s", [input.person.id, role])
}

deny contains {"rule": "guests.thresholds", "message": message} if {
	not threshold.is_number_at(["guests", "max_risk"])
	message := "policies/thresholds.yaml needs a number at guests.max_risk"
}
