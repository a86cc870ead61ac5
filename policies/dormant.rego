# Who has not signed in for long gets no more privileges there before somebody has asked why.
package rollcall

import data.rollcall.calendar
import data.rollcall.change
import rego.v1

approvals contains need if {
	change.role_risk >= data.thresholds.dormant.min_risk
	change.gives_access
	input.lastSignIn != null
	change.today - calendar.days(input.lastSignIn) >= data.thresholds.dormant.approve_days
	need := {
		"from": data.thresholds.dormant.security,
		"count": 1,
		"rule": "dormant.gains",
		"message": concat("", [
			input.person.id,
			" last signed in to ",
			input.change.application,
			" at ",
			input.lastSignIn,
			" and would gain more there",
		]),
	}
}
