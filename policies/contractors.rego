# A contract ends; access without an end date outlives it.
package rollcall

import data.rollcall.change
import rego.v1

warn contains {"rule": "contractors.no-end", "message": message} if {
	open_ended_contractor
	change.gives_access
	message := concat("", ["contractor ", input.person.id, " has no end date"])
}

deny contains {"rule": "contractors.no-end", "message": message} if {
	open_ended_contractor
	change.gives_access
	some role in change.roles
	data.roles[role].risk > data.thresholds.contractors.max_risk_without_end
	message := concat("", ["contractor ", input.person.id, " needs an end date to hold ", role])
}

open_ended_contractor if {
	input.person.kind == "contractor"
	input.person.end == null
}
