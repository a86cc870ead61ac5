# How much privilege a plan gives away: the risk of every role that gives somebody something, once for each person and role.
package rollcall.plan

import rego.v1

approvals contains need if {
	some growth in privilege_growth
	growth.points > growth.limit.approve_points
	growth.points <= growth.limit.deny_points
	need := {
		"from": data.thresholds.privilege_growth.owners,
		"count": 1,
		"rule": "privilege-growth.large",
		"message": describe_growth(growth),
	}
}

deny contains {"rule": "privilege-growth.large", "message": message} if {
	some growth in privilege_growth
	growth.points > growth.limit.deny_points
	message := describe_growth(growth)
}

privilege_growth contains growth if {
	some application, total in input.plan.applications
	growth := {
		"where": application,
		"points": total.privilegeGranted,
		"limit": data.thresholds.privilege_growth.application,
	}
}

privilege_growth contains growth if {
	growth := {
		"where": "all applications together",
		"points": input.plan.privilegeGranted,
		"limit": data.thresholds.privilege_growth.plan,
	}
}

describe_growth(growth) := concat("", [
	growth.where,
	": roles with a risk of ",
	format_int(growth.points, 10),
	" in sum are given to people",
])
