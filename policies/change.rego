# What several policies ask about a change. Each of these is worked out once a change, however many rules ask.
package rollcall.change

import data.rollcall.calendar
import rego.v1

# Somebody has more access afterwards. (A default is worked out once; what is undefined is asked again and again.)
default gives_access := false

gives_access if input.change.kind in ["grant", "assign-seat", "create-account", "enable-account"]

default takes_account := false

# An account is closed or gone afterwards.
takes_account if input.change.kind == "disable-account"

takes_account if input.change.kind == "delete-account"

# Roles that are the reason for this change.
roles contains because.role if some because in input.change.because

default role_risk := 0

# The risk of the riskiest of them.
role_risk := max([data.roles[because.role].risk | some because in input.change.because])

# A role that this person holds through emergency assignments alone.
emergency_roles contains role if {
	count(input.assignments) > 0
	some role in roles
	kinds := {assignment.kind | some assignment in input.assignments; assignment.role == role}
	kinds == {"emergency"}
	not birthright(role)
}

default is_emergency := false

# All of it is emergency access.
is_emergency if {
	count(input.assignments) > 0
	count(emergency_roles) > 0
	count(emergency_roles) == count(roles)
}

birthright(role) if {
	some because in input.change.because
	because.role == role
	because.kind == "birthright"
}

default is_out_of_hours := false

# Somebody asked for it outside working hours. An emergency does not keep hours.
is_out_of_hours if {
	some because in input.change.because
	because.kind == "assignment"
	not is_emergency
	not within_hours
}

within_hours if {
	local_weekday in data.thresholds.out_of_hours.weekdays
	hour := calendar.hour(input.at, data.thresholds.out_of_hours.utc_offset)
	hour >= data.thresholds.out_of_hours.from
	hour < data.thresholds.out_of_hours.to
}

local_weekday := calendar.weekday(input.at, data.thresholds.out_of_hours.utc_offset)

default is_self_proposed := false

# Who gains by it proposes it.
is_self_proposed if {
	gives_access
	input.change.person in input.proposers
}

# Days since 1970-01-01, for comparing with calendar.days.
today := calendar.days(input.at)
