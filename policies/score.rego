# How risky a change is, from 0 to 100: what it reaches, and points for everything about it that makes it riskier. Below
# `risk.harmless` nothing is added, so that harmless access stays harmless. docs/policy-library.md has the formula.
package rollcall.score

import data.rollcall.calendar
import data.rollcall.change
import rego.v1

total := min([100, raw]) if {
	counts_around
} else := reached

# The parts of the score, which add up to it.
factors := [reach] if {
	not counts_around
} else := array.concat([reach], parts) if {
	raw <= 100
} else := array.concat([reach, part("limit", 100 - raw, "100 is the most")], parts)

raw := reached + sum([each.points | some each in parts])

parts := [part(factor, data.thresholds.risk.points[factor], reason) | some factor, reason in around]

default counts_around := false

counts_around if {
	change.gives_access
	reached >= data.thresholds.risk.harmless
}

default reached := 0

# What the change reaches, or takes away.
reached := change.role_risk if {
	change.gives_access
	change.role_risk >= sensitivity
}

reached := sensitivity if {
	change.gives_access
	change.role_risk < sensitivity
}

reached := removal if not change.gives_access

default sensitivity := 0

# How much the application or the entitlement is worth, whatever the role says.
sensitivity := max([of_application, of_entitlement]) if data.thresholds.sensitivity[input.change.application]

of_application := data.thresholds.sensitivity[input.change.application].points

default of_entitlement := 0

of_entitlement := data.thresholds.sensitivity[input.change.application].entitlements[entitlement.type][entitlement.value] if {
	entitlement := input.change.entitlement
}

removal := data.thresholds.risk.irreversible if {
	input.change.irreversible
} else := data.thresholds.risk.delete_account if {
	input.change.kind == "delete-account"
} else := data.thresholds.risk.disable_account if {
	input.change.kind == "disable-account"
}

reach := part("removal", reached, "takes an account away, or cannot be undone") if {
	not change.gives_access
} else := part("role", reached, concat(", ", change.roles)) if {
	change.role_risk >= sensitivity
} else := part("sensitivity", reached, concat(" ", ["reaches into", input.change.application]))

# What is known of the person, of the moment, and of the past.
around[input.person.kind] := kind_reasons[input.person.kind] if input.person.kind != "employee"

around["joiner"] := "new there" if {
	input.change.account == null
	is_null(input.before)
}

around["leaver"] := "leaves soon" if {
	input.person.end != null
	input.at < input.person.end
	calendar.days(input.person.end) - change.today <= data.thresholds.risk.leaver_days
}

around["keeps-old-access"] := "moved, and keeps a role on request" if {
	input.before.attributes.department != input.person.attributes.department
	some role in input.before.roles
	role in input.roles
	data.roles[role].birthright == false
}

around["many-roles"] := "holds many roles" if count(input.roles) >= data.thresholds.risk.many_roles

around["no-manager"] := "no manager is here" if input.person.managerPresent != true

around["self-proposed"] := "proposed by the person who gains" if change.is_self_proposed

around["emergency"] := "an emergency" if change.is_emergency

around["out-of-hours"] := "outside working hours" if change.is_out_of_hours

around["dormant"] := "has not signed in for long" if {
	input.lastSignIn != null
	change.today - calendar.days(input.lastSignIn) >= data.thresholds.dormant.warn_days
}

around["first-time"] := "never had it before" if not was_held_before

around["taken-back"] := "was taken back lately" if {
	input.history.lastTaken != null
	change.today - calendar.days(input.history.lastTaken) <= data.thresholds.risk.taken_back_days
}

was_held_before if input.history.given > 0

kind_reasons := {
	"contractor": "a contractor",
	"guest": "a guest",
	"service": "a service account",
}

part(factor, points, reason) := {"factor": factor, "points": points, "reason": reason}
