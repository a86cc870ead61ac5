# What several policies ask about a plan.
package rollcall.plan.totals

import rego.v1

# Somebody has more access afterwards.
gives_access if {
	some kind in ["create-account", "enable-account", "grant", "assign-seat"]
	input.plan.kinds[kind] > 0
}

# Three digits are enough for a share.
percent(share) := concat("", [format_int(round(share * 100), 10), " %"])
