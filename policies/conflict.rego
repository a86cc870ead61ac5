# What is said about two roles that exclude each other, and whether somebody accepted it.
package rollcall.conflict

import data.rollcall.calendar
import rego.v1

# The sentence names both roles and where each of them comes from.
describe(person, roles, holdings) := concat("", [
	person,
	" would hold ",
	named(roles[0], holdings),
	" and ",
	named(roles[1], holdings),
	", which exclude each other",
])

# The exceptions for these two roles of this person, over or not. Undefined when there is none.
exceptions(person, roles) := found if {
	found := [exception |
		some exception in data.thresholds.separation_of_duties.exceptions
		exception.person == person
		sort(exception.roles) == roles
	]
	count(found) > 0
}

# One that holds at an instant.
accepted(person, roles, at) := [exception |
	some exception in exceptions(person, roles)
	not calendar.is_over(exception.until, at)
][0]

# What is to be added to the sentence when an exception is over.
afterword(person, roles) := concat("", [
	"; ",
	exceptions(person, roles)[0].owner,
	" had accepted it until ",
	exceptions(person, roles)[0].until,
])

afterword(person, roles) := "" if not exceptions(person, roles)

# What is to be added when it is accepted.
terms(exception) := concat("", ["; ", exception.owner, " accepts it until ", exception.until, ": ", exception.reason])

named(role, holdings) := concat("", [role, " (", concat(", ", places(role, holdings)), ")"]) if {
	count(places(role, holdings)) > 0
}

named(role, holdings) := role if count(places(role, holdings)) == 0

places(role, holdings) := sort([holding.at |
	some holding in holdings
	holding.role == role
	is_string(holding.at)
])
