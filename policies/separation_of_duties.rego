# Nobody gains through a role while holding another that excludes it, whatever applications the two reach into.
# Which roles exclude each other stands in roles/*.yaml (`excludes`); data.roles knows it from both sides.
# An exception in thresholds.yaml turns the denial into a question to its owner, until its last day.
package rollcall

import data.rollcall.change
import data.rollcall.conflict
import rego.v1

deny contains {"rule": "sod.exclusive-roles", "message": message} if {
	change.gives_access
	some pair in exclusive_pairs
	not conflict.accepted(input.change.person, pair, input.at)
	message := concat("", [
		conflict.describe(input.change.person, pair, known_holdings),
		conflict.afterword(input.change.person, pair),
	])
}

approvals contains need if {
	count(data.thresholds.separation_of_duties.exceptions) > 0
	change.gives_access
	some pair in exclusive_pairs
	exception := conflict.accepted(input.change.person, pair, input.at)
	need := {
		"from": exception.owner,
		"count": 1,
		"rule": "sod.exception",
		"message": concat("", [
			conflict.describe(input.change.person, pair, known_holdings),
			conflict.terms(exception),
		]),
	}
}

# A role behind this change and another that this person is to hold.
exclusive_pairs contains sort([because.role, other]) if {
	some because in input.change.because
	some other in data.roles[because.role].excludes
	other in input.roles
}

default known_holdings := []

known_holdings := input.holdings
