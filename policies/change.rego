# What several policies ask about a change.
package rollcall.change

import rego.v1

# Somebody has more access afterwards.
gives_access if input.change.kind in {"create-account", "enable-account", "grant", "assign-seat"}

# Roles that are the reason for this change.
roles contains because.role if some because in input.change.because

# A role that this person holds through emergency assignments alone.
emergency_roles contains role if {
	some role in roles
	kinds := {assignment.kind | some assignment in input.assignments; assignment.role == role}
	kinds == {"emergency"}
	not birthright(role)
}

birthright(role) if {
	some because in input.change.because
	because.role == role
	because.kind == "birthright"
}
