# Emergency access does not wait for the owner of a role; it is short, and somebody looks at it soon afterwards.
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
	assignment.until == null
	message := concat("", [emergency_of(assignment), " has no end: an emergency is over some time"])
}

deny contains {"rule": "emergency.too-long", "message": message} if {
	some assignment in input.assignments
	assignment.kind == "emergency"
	change.gives_access
	assignment.role in change.roles
	assignment.until != null
	calendar.hours_between(begin(assignment), assignment.until) > data.thresholds.emergency.max_hours
	message := concat("", [
		emergency_of(assignment),
		" lasts until ",
		assignment.until,
		", longer than ",
		format_int(data.thresholds.emergency.max_hours, 10),
		" hours",
	])
}

emergency_of(assignment) := concat("", ["emergency role ", assignment.role, " for ", input.person.id])

begin(assignment) := assignment.from if assignment.from != null

begin(assignment) := input.at if assignment.from == null
