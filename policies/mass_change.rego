# A plan that touches too much of one application at once is more likely a mistake in the data than a wish.
package rollcall.plan

import data.rollcall.plan.totals
import rego.v1

approvals contains need if {
	some application, total in input.plan.applications
	some measure in ["removed", "losing"]
	exceeds(total, measure, "approve")
	need := {
		"from": data.thresholds.mass_change.owners,
		"count": 1,
		"rule": rule_of_measure[measure],
		"message": describe_mass(application, total, measure),
	}
}

deny contains {"rule": rule_of_measure[measure], "message": message} if {
	some application, total in input.plan.applications
	some measure in ["removed", "losing"]
	exceeds(total, measure, "deny")
	message := describe_mass(application, total, measure)
}

approvals contains need if {
	some application, total in input.plan.applications
	total.created > data.thresholds.mass_change.created.approve_count
	need := {
		"from": data.thresholds.mass_change.owners,
		"count": 1,
		"rule": "mass-change.created",
		"message": describe_created(application, total),
	}
}

deny contains {"rule": "mass-change.created", "message": message} if {
	some application, total in input.plan.applications
	total.created > data.thresholds.mass_change.created.deny_count
	message := describe_created(application, total)
}

rule_of_measure := {"removed": "mass-change.removed", "losing": "mass-change.losing"}

exceeds(total, measure, level) if {
	total[measure] >= data.thresholds.mass_change.ignore_below[level]
	share := total[concat("", [measure, "Share"])]
	share > data.thresholds.mass_change[measure][concat("", [level, "_share"])]
}

exceeds(total, measure, level) if {
	total[measure] > data.thresholds.mass_change[measure][concat("", [level, "_count"])]
}

describe_mass(application, total, "removed") := concat("", [
	application,
	": ",
	format_int(total.removed, 10),
	" accounts are disabled or deleted (",
	totals.percent(total.removedShare),
	")",
])

describe_mass(application, total, "losing") := concat("", [
	application,
	": ",
	format_int(total.losing, 10),
	" accounts lose access (",
	totals.percent(total.losingShare),
	")",
])

describe_created(application, total) := concat("", [application, ": ", format_int(total.created, 10), " accounts are created"])
