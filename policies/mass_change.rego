# A plan that touches too much at once is more likely a mistake in the data than a wish.
package rollcall.plan

import data.rollcall.threshold
import rego.v1

thresholds := data.thresholds.mass_change

approvals contains need if {
	some application, totals in input.plan.applications
	some measure in ["removed", "losing"]
	exceeds(totals, measure, "approve")
	need := {
		"from": thresholds.owners,
		"count": 1,
		"rule": sprintf("mass-change.%s", [measure]),
		"message": describe(application, totals, measure),
	}
}

deny contains {"rule": sprintf("mass-change.%s", [measure]), "message": message} if {
	some application, totals in input.plan.applications
	some measure in ["removed", "losing"]
	exceeds(totals, measure, "deny")
	message := describe(application, totals, measure)
}

approvals contains need if {
	some application, totals in input.plan.applications
	totals.created > thresholds.created.approve_count
	need := {
		"from": thresholds.owners,
		"count": 1,
		"rule": "mass-change.created",
		"message": sprintf("%s: %d accounts are created", [application, totals.created]),
	}
}

deny contains {"rule": "mass-change.created", "message": message} if {
	some application, totals in input.plan.applications
	totals.created > thresholds.created.deny_count
	message := sprintf("%s: %d accounts are created", [application, totals.created])
}

risk contains {"score": totals.removedShare * 100, "reason": sprintf("removals in %s", [application])} if {
	some application, totals in input.plan.applications
	totals.removed >= thresholds.ignore_below.approve
}

exceeds(totals, measure, level) if {
	totals[measure] >= thresholds.ignore_below[level]
	totals[sprintf("%sShare", [measure])] > thresholds[measure][sprintf("%s_share", [level])]
}

exceeds(totals, measure, level) if totals[measure] > thresholds[measure][sprintf("%s_count", [level])]

describe(application, totals, "removed") := sprintf(
	"%s: %d accounts are disabled or deleted (%d %%)",
	[application, totals.removed, round(totals.removedShare * 100)],
)

describe(application, totals, "losing") := sprintf(
	"%s: %d accounts lose access (%d %%)",
	[application, totals.losing, round(totals.losingShare * 100)],
)

deny contains {"rule": "mass-change.thresholds", "message": message} if {
	some path in [
		["ignore_below", "approve"], ["ignore_below", "deny"],
		["removed", "approve_share"], ["removed", "approve_count"], ["removed", "deny_share"], ["removed", "deny_count"],
		["losing", "approve_share"], ["losing", "approve_count"], ["losing", "deny_share"], ["losing", "deny_count"],
		["created", "approve_count"], ["created", "deny_count"],
	]
	not threshold.is_number_at(array.concat(["mass_change"], path))
	message := sprintf("policies/thresholds.yaml needs a number at mass_change.%s", [concat(".", path)])
}

deny contains {"rule": "mass-change.thresholds", "message": message} if {
	not threshold.is_team_at(["mass_change", "owners"])
	message := "policies/thresholds.yaml needs a team at mass_change.owners"
}
