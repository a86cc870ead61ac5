# Some people's access is changed only when security agrees, whether it grows or shrinks.
package rollcall

import rego.v1

approvals contains need if {
	reason := data.thresholds.protected.people[input.change.person]
	need := {
		"from": data.thresholds.protected.security,
		"count": 1,
		"rule": "protected.person",
		"message": concat("", [input.change.person, " is protected: ", reason]),
	}
}
