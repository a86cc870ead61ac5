# A better tier of a licence costs more: on request somebody agrees first. What a role gives by birthright was agreed with the role.
package rollcall

import data.rollcall.change
import rego.v1

approvals contains need if {
	input.change.kind == "assign-seat"
	tier := data.pools[input.change.pool].tier
	tier.rank > data.thresholds.licences.free_rank
	some role in change.roles
	not change.birthright(role)
	need := {
		"from": data.thresholds.licences.owners,
		"count": 1,
		"rule": "licences.tier",
		"message": concat("", [
			input.change.person,
			" would get ",
			input.change.pool,
			", tier ",
			format_int(tier.rank, 10),
			" of ",
			tier.product,
		]),
	}
}
