# Nobody gains through a role while holding another that excludes it, whatever applications the two reach into.
# Which roles exclude each other stands in roles/*.yaml (`excludes`); data.roles knows it from both sides.
package rollcall

import data.rollcall.change
import rego.v1

deny contains {"rule": "sod.exclusive-roles", "message": message} if {
	change.gives_access
	some role in change.roles
	some other in data.roles[role].excludes
	other in input.roles
	pair := sort([role, other])
	message := sprintf("%s would hold %s and %s, which exclude each other", [input.change.person, pair[0], pair[1]])
}
