# Many emergencies at once are none, and one that goes on and on is none either. Access can always be taken away; more is given
# once they are over.
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

# What is planned while an emergency is open gives nothing new, so that nobody is asked about it one by one.
deny contains {"rule": "emergency.too-long", "message": message} if {
	totals.gives_access
	some message in emergencies_too_long
}

warn contains {"rule": "emergency.too-long", "message": message} if {
	not totals.gives_access
	some message in emergencies_too_long
}

emergencies_too_long contains message if {
	some emergency in input.plan.emergency.longest
	emergency.hours > data.thresholds.emergency.max_hours
	message := concat("", [
		"emergency role ",
		emergency.role,
		" for ",
		emergency.person,
		" is planned for ",
		format_int(ceil(emergency.hours), 10),
		" hours, and ",
		format_int(data.thresholds.emergency.max_hours, 10),
		" is the limit",
	])
}

emergencies_too_long contains message if {
	some emergency in input.plan.emergency.longest
	emergency.hours == null
	message := concat("", ["emergency role ", emergency.role, " for ", emergency.person, " has no end"])
}
