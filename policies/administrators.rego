# No application is left with too few administrators. The guard in rollcall.yaml stops a plan below its `atLeast`, whatever policy
# says; these are the organisation's own numbers, for every application that protects a group.
package rollcall.plan

import rego.v1

deny contains {"rule": "administrators.too-few", "message": message} if {
	some application, left in fewer_administrators
	left.after < data.thresholds.administrators.deny_below
	message := describe_administrators(application, left)
}

warn contains {"rule": "administrators.few", "message": message} if {
	some application, left in fewer_administrators
	left.after < data.thresholds.administrators.warn_below
	left.after >= data.thresholds.administrators.deny_below
	message := describe_administrators(application, left)
}

warn contains {"rule": "administrators.unknown", "message": message} if {
	some application, total in input.plan.applications
	total.administrators.after == null
	total.losing > 0
	message := concat("", [application, " does not tell who is left in ", total.administrators.group])
}

fewer_administrators[application] := total.administrators if {
	some application, total in input.plan.applications
	total.administrators.after != null
	total.administrators.after < total.administrators.before
}

describe_administrators(application, left) := concat("", [
	application,
	": of ",
	format_int(left.before, 10),
	" in ",
	left.group,
	" ",
	format_int(left.after, 10),
	" stay",
])
