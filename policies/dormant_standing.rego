# Privileges that nobody uses are privileges for somebody else to use. The riskiest are named, the others counted.
package rollcall.plan

import rego.v1

warn contains {"rule": "dormant.privileged", "message": message} if {
	some row in array.slice(unused_privileges, 0, data.thresholds.dormant.most_named)
	message := concat("", [
		row.person,
		" holds ",
		row.role,
		" (risk ",
		format_int(row.risk, 10),
		") and ",
		last_seen(row),
		" ",
		row.application,
	])
}

warn contains {"rule": "dormant.privileged", "message": message} if {
	more := count(unused_privileges) - data.thresholds.dormant.most_named
	more > 0
	message := concat("", ["and at least ", format_int(more, 10), " more like these"])
}

unused_privileges := [row |
	some row in input.plan.dormant
	row.risk >= data.thresholds.dormant.min_risk
	is_unused(row)
]

is_unused(row) if row.days == null

is_unused(row) if row.days >= data.thresholds.dormant.warn_days

last_seen(row) := "has never signed in to" if row.days == null

last_seen(row) := concat("", ["has not signed in for ", format_int(row.days, 10), " days to"]) if row.days != null
