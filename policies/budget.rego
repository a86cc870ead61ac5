# What licences cost a month. A seat that is taken is paid for whether it was bought or not, so the larger number counts.
package rollcall.plan

import rego.v1

deny contains {"rule": "budget.over", "message": message} if {
	some currency, costs in input.plan.costs
	limit := data.thresholds.budget.monthly[currency].deny
	monthly_cost(costs) > limit
	message := sprintf("licences would cost %v %s a month, and %v is the limit", [monthly_cost(costs), currency, limit])
}

approvals contains need if {
	some currency, costs in input.plan.costs
	limits := data.thresholds.budget.monthly[currency]
	monthly_cost(costs) > limits.approve
	monthly_cost(costs) <= limits.deny
	rises(costs)
	need := {
		"from": data.thresholds.budget.owners,
		"count": 1,
		"rule": "budget.rise",
		"message": sprintf("licences cost more, and %v %s a month in all", [monthly_cost(costs), currency]),
	}
}

# A currency without a budget is one that nobody agreed to.
deny contains {"rule": "budget.unknown-currency", "message": message} if {
	some currency, _ in input.plan.costs
	not data.thresholds.budget.monthly[currency]
	message := concat("", ["policies/thresholds.yaml has no budget for ", currency, " at budget.monthly"])
}

monthly_cost(costs) := max([costs.bought, costs.usedAfter])

rises(costs) if costs.bought > costs.boughtBefore

rises(costs) if costs.usedAfter > costs.usedBefore
