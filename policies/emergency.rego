# Emergency access does not wait for the owner of a role; it is short, and somebody looks at it soon afterwards.
# Nor is an emergency planned ahead: one after the other they count as one, up to `through`, the end of the last.
# A very risky role still needs security first: see privileged.rego.
package rollcall

import data.rollcall.calendar
import data.rollcall.change
import rego.v1

warn contains {"rule": "emergency.review", "message": message} if {
	some assignment in input.assignments
	assignment.kind == "emergency"
	change.gives_access
	assignment.role in change.emergency_roles
	message := concat("", [
		emergency_of(assignment),
		" (",
		assignment.reason,
		"): review it within ",
		format_int(data.thresholds.emergency.review_days, 10),
		" days",
	])
}

deny contains {"rule": "emergency.standing", "message": message} if {
	some assignment in input.assignments
	assignment.kind == "emergency"
	change.gives_access
	assignment.role in change.roles
	assignment.through == null
	message := concat("", [emergency_of(assignment), " has no end: an emergency is over some time"])
}

deny contains {"rule": "emergency.too-long", "message": message} if {
	some assignment in input.assignments
	assignment.kind == "emergency"
	change.gives_access
	assignment.role in change.roles
	calendar.hours_between(begin(assignment), assignment.through) > data.thresholds.emergency.max_hours
	message := concat("", [
		emergency_of(assignment),
		" lasts until ",
		assignment.through,
		", longer than ",
		format_int(data.thresholds.emergency.max_hours, 10),
		" hours",
	])
}

emergency_of(assignment) := concat("", ["emergency role ", assignment.role, " for ", input.person.id])

begin(assignment) := assignment.from if assignment.from != null

begin(assignment) := input.at if assignment.from == null
