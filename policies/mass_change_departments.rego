# A department that loses much at once: a renamed department looks like this, and so does a reorganisation.
package rollcall.plan

import data.rollcall.plan.totals
import rego.v1

approvals contains need if {
	some department, total in input.plan.departments
	loses_much(total, "approve")
	not loses_much(total, "deny")
	need := {
		"from": data.thresholds.mass_change.owners,
		"count": 1,
		"rule": "mass-change.department",
		"message": describe_department(department, total),
	}
}

deny contains {"rule": "mass-change.department", "message": message} if {
	some department, total in input.plan.departments
	loses_much(total, "deny")
	message := describe_department(department, total)
}

loses_much(total, level) if {
	total.losing >= data.thresholds.mass_change.ignore_below[level]
	total.losingShare > data.thresholds.mass_change.department[concat("", [level, "_share"])]
}

describe_department(department, total) := concat("", [
	department,
	": ",
	format_int(total.losing, 10),
	" people lose access (",
	totals.percent(total.losingShare),
	")",
])
