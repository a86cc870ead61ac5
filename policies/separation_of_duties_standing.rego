# The whole state that a plan leads to holds no roles that exclude each other, whether the plan gives one of them or not.
# A plan that only takes access away is warned and goes on: a conflict must not keep a leaver's access open.
package rollcall.plan

import data.rollcall.conflict
import data.rollcall.plan.totals
import rego.v1

deny contains {"rule": "sod.exclusive-roles", "message": message} if {
	totals.gives_access
	some pair in input.plan.conflicts
	not conflict.accepted(pair.person, pair.roles, input.at)
	message := unaccepted(pair)
}

warn contains {"rule": "sod.exclusive-roles", "message": message} if {
	not totals.gives_access
	some pair in input.plan.conflicts
	not conflict.accepted(pair.person, pair.roles, input.at)
	message := unaccepted(pair)
}

# Its owner was asked when it was given: see separation_of_duties.rego.
warn contains {"rule": "sod.exception", "message": message} if {
	some pair in input.plan.conflicts
	exception := conflict.accepted(pair.person, pair.roles, input.at)
	message := concat("", [conflict.describe(pair.person, pair.roles, pair.holdings), conflict.terms(exception)])
}

unaccepted(pair) := concat("", [
	conflict.describe(pair.person, pair.roles, pair.holdings),
	conflict.afterword(pair.person, pair.roles),
])
