# Every threshold that a policy reads, and what it has to be. A missing number would make the rules that compare with it silent, so
# it denies the whole plan instead: here, once a plan, and not once a change. A test holds this list against the other files.
package rollcall.plan

import data.rollcall.calendar
import rego.v1

deny contains {"rule": "thresholds.missing", "message": message} if {
	shape := thresholds_read[path]
	not has_shape(shape, threshold_at(path))
	message := concat("", ["policies/thresholds.yaml needs ", shape, " at ", path])
}

threshold_at(path) := object.get(data.thresholds, split(path, "."), null)

thresholds_read := {
	"administrators.deny_below": "a number",
	"administrators.warn_below": "a number",
	"budget.monthly": "limits by currency",
	"budget.owners": "a team",
	"contractors.max_risk_without_end": "a number",
	"dormant.approve_days": "a number",
	"dormant.min_risk": "a number",
	"dormant.most_named": "a number",
	"dormant.security": "a team",
	"dormant.warn_days": "a number",
	"emergency.max_hours": "a number",
	"emergency.max_open": "a number",
	"emergency.review_days": "a number",
	"guests.max_risk": "a number",
	"irreversible.security": "a team",
	"licences.free_rank": "a number",
	"licences.owners": "a team",
	"mass_change.created.approve_count": "a number",
	"mass_change.created.deny_count": "a number",
	"mass_change.department.approve_share": "a number",
	"mass_change.department.deny_share": "a number",
	"mass_change.ignore_below.approve": "a number",
	"mass_change.ignore_below.deny": "a number",
	"mass_change.kinds": "counts by kind",
	"mass_change.losing.approve_count": "a number",
	"mass_change.losing.approve_share": "a number",
	"mass_change.losing.deny_count": "a number",
	"mass_change.losing.deny_share": "a number",
	"mass_change.owners": "a team",
	"mass_change.removed.approve_count": "a number",
	"mass_change.removed.approve_share": "a number",
	"mass_change.removed.deny_count": "a number",
	"mass_change.removed.deny_share": "a number",
	"out_of_hours.from": "a number",
	"out_of_hours.min_risk": "a number",
	"out_of_hours.security": "a team",
	"out_of_hours.to": "a number",
	"out_of_hours.utc_offset": "a number",
	"out_of_hours.weekdays": "a list of weekdays",
	"policy_changes.owners": "a team",
	"policy_changes.with_access": "`approve` or `deny`",
	"privilege_growth.application.approve_points": "a number",
	"privilege_growth.application.deny_points": "a number",
	"privilege_growth.owners": "a team",
	"privilege_growth.plan.approve_points": "a number",
	"privilege_growth.plan.deny_points": "a number",
	"privileged.owner_approval": "a number",
	"privileged.security": "a team",
	"privileged.security_approval": "a number",
	"protected.people": "reasons by person",
	"protected.security": "a team",
	"risk.delete_account": "a number",
	"risk.disable_account": "a number",
	"risk.harmless": "a number",
	"risk.irreversible": "a number",
	"risk.leaver_days": "a number",
	"risk.many_roles": "a number",
	"risk.points.contractor": "a number",
	"risk.points.dormant": "a number",
	"risk.points.emergency": "a number",
	"risk.points.first-time": "a number",
	"risk.points.guest": "a number",
	"risk.points.joiner": "a number",
	"risk.points.keeps-old-access": "a number",
	"risk.points.leaver": "a number",
	"risk.points.many-roles": "a number",
	"risk.points.no-manager": "a number",
	"risk.points.out-of-hours": "a number",
	"risk.points.self-proposed": "a number",
	"risk.points.service": "a number",
	"risk.points.taken-back": "a number",
	"risk.taken_back_days": "a number",
	"risk_tiers.deny": "a number",
	"risk_tiers.one_owner": "a number",
	"risk_tiers.security": "a number",
	"risk_tiers.two_people": "a number",
	"self_grant.approve_risk": "a number",
	"self_grant.deny_risk": "a number",
	"self_grant.people": "a number of people",
	"self_grant.security": "a team",
	"sensitivity": "points by application",
	"separation_of_duties.exceptions": "a list of exceptions",
	"service_accounts.max_secret_age_days": "a number",
	"service_accounts.secret_column": "a column",
	"service_accounts.secret_required": "true or false",
	"service_accounts.security": "a team",
}

has_shape("a number", value) if is_number(value)

has_shape("a number of people", value) if {
	is_number(value)
	value >= 1
	value == floor(value)
}

has_shape("a team", value) if is_name(value)

has_shape("a column", value) if is_name(value)

has_shape("true or false", value) if is_boolean(value)

has_shape("`approve` or `deny`", value) if value in ["approve", "deny"]

has_shape("a list of weekdays", value) if {
	is_array(value)
	every day in value {
		day in calendar.weekdays
	}
}

has_shape("reasons by person", value) if {
	is_object(value)
	every reason in value {
		is_string(reason)
	}
}

has_shape("limits by currency", value) if {
	is_object(value)
	every limits in value {
		is_number(limits.approve)
		is_number(limits.deny)
	}
}

has_shape("counts by kind", value) if {
	every kind, _ in input.plan.kinds {
		is_number(value[kind].approve_count)
		is_number(value[kind].deny_count)
	}
}

has_shape("points by application", value) if {
	is_object(value)
	every worth in value {
		is_number(worth.points)
		every points in object.get(worth, "entitlements", {}) {
			are_points(points)
		}
	}
}

has_shape("a list of exceptions", value) if {
	is_array(value)
	every exception in value {
		is_exception(exception)
	}
}

are_points(value) if {
	is_object(value)
	every points in value {
		is_number(points)
	}
}

is_exception(exception) if {
	is_name(exception.person)
	is_name(exception.owner)
	is_name(exception.reason)
	is_array(exception.roles)
	count(exception.roles) == 2
	every role in exception.roles {
		is_name(role)
	}
	calendar.is_date(exception.until)
}

is_name(value) if {
	is_string(value)
	value != ""
}
