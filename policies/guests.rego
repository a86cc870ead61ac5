# Guests get harmless roles only, and somebody here answers for them: their `manager` on the roster.
package rollcall

import data.rollcall.change
import rego.v1

deny contains {"rule": "guests.risk", "message": message} if {
	input.person.kind == "guest"
	change.gives_access
	some role in change.roles
	data.roles[role].risk > data.thresholds.guests.max_risk
	message := concat("", ["guest ", input.person.id, " must not hold ", role])
}

deny contains {"rule": "guests.host", "message": message} if {
	input.person.kind == "guest"
	change.gives_access
	input.person.managerPresent != true
	message := concat("", ["guest ", input.person.id, " needs a host: a manager on the roster who is here"])
}
