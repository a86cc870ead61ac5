# A contract ends; access without an end date outlives it.
package rollcall

import data.rollcall.change
import data.rollcall.threshold
import rego.v1

warn contains {"rule": "contractors.no-end", "message": message} if {
	change.gives_access
	open_ended_contractor
	message := sprintf("contractor %s has no end date", [input.person.id])
}

deny contains {"rule": "contractors.no-end", "message": message} if {
	change.gives_access
	open_ended_contractor
	some role in change.roles
	data.roles[role].risk > data.thresholds.contractors.max_risk_without_end
	message := sprintf("contractor %s needs an end date to hold %s", [input.person.id, role])
}

deny contains {"rule": "contractors.thresholds", "message": message} if {
	not threshold.is_number_at(["contractors", "max_risk_without_end"])
	message := "policies/thresholds.yaml needs a number at contractors.max_risk_without_end"
}

open_ended_contractor if {
	input.person.kind == "contractor"
	input.person.end == null
}
