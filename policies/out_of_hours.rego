# What somebody asks for outside working hours is looked at by security when it is risky. An emergency does not keep hours, and
# what follows from the roster was decided when the role was written.
package rollcall

import data.rollcall.change
import rego.v1

approvals contains need if {
	change.role_risk >= data.thresholds.out_of_hours.min_risk
	change.gives_access
	change.is_out_of_hours
	need := {
		"from": data.thresholds.out_of_hours.security,
		"count": 1,
		"rule": "out-of-hours.approval",
		"message": concat("", [input.person.id, " would gain it on a ", change.local_weekday, " outside working hours"]),
	}
}
