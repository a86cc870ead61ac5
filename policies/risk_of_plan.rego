# The risk of a plan: its riskiest change, the share of accounts that it removes, and how much privilege it gives away.
package rollcall.plan

import rego.v1

risk contains {"score": min([100, plan_points]), "factors": factors} if {
	plan_points > 0
	factors := array.concat(over_the_limit, [part | some part in plan_parts])
}

plan_points := sum([part.points | some part in plan_parts])

plan_parts contains {"factor": "riskiest-change", "points": input.plan.highestRisk, "reason": "the riskiest change"} if {
	input.plan.highestRisk > 0
}

# Of the application that loses the largest share; a few accounts are no share of anything.
plan_parts contains {"factor": "removal", "points": round(share * 100), "reason": "accounts are disabled or deleted"} if {
	share := max([total.removedShare |
		some total in input.plan.applications
		total.removed >= data.thresholds.mass_change.ignore_below.approve
	])
}

# Ten points for as much as somebody has to agree to, twenty at most.
plan_parts contains {"factor": "privilege-growth", "points": points, "reason": "roles are given to people"} if {
	points := min([20, round((10 * input.plan.privilegeGranted) / data.thresholds.privilege_growth.plan.approve_points)])
	points > 0
}

default over_the_limit := []

over_the_limit := [{"factor": "limit", "points": 100 - plan_points, "reason": "100 is the most"}] if plan_points > 100
