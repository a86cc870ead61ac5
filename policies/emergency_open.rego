# Many emergencies at once are none. Access can always be taken away; more is given once some of them are over.
package rollcall.plan

import data.rollcall.plan.totals
import rego.v1

deny contains {"rule": "emergency.too-many", "message": message} if {
	input.plan.emergency.assignments > data.thresholds.emergency.max_open
	totals.gives_access
	message := concat("", [
		format_int(input.plan.emergency.assignments, 10),
		" emergency assignments are open at once, and ",
		format_int(data.thresholds.emergency.max_open, 10),
		" is the limit",
	])
}
