# A service account has an owner, the roster's `manager`, and its secret changes: a column of the roster tells when it last did.
# What runs unattended breaks unattended: nobody switches a service account off alone.
package rollcall

import data.rollcall.calendar
import data.rollcall.change
import rego.v1

deny contains {"rule": "service-accounts.owner", "message": message} if {
	input.person.kind == "service"
	change.gives_access
	input.person.managerPresent != true
	message := concat("", ["service account ", input.person.id, " needs an owner: a manager on the roster who is here"])
}

deny contains {"rule": "service-accounts.secret", "message": message} if {
	input.person.kind == "service"
	change.gives_access
	secret_is_too_old
	message := concat("", [
		"service account ",
		input.person.id,
		" gets nothing more before its secret changes: it did last on ",
		last_rotation,
	])
}

deny contains {"rule": "service-accounts.secret", "message": message} if {
	input.person.kind == "service"
	change.gives_access
	data.thresholds.service_accounts.secret_required == true
	not calendar.is_date(last_rotation)
	message := concat("", [
		"service account ",
		input.person.id,
		" needs the day on which its secret last changed in the column ",
		data.thresholds.service_accounts.secret_column,
	])
}

approvals contains need if {
	input.person.kind == "service"
	change.takes_account
	need := {
		"from": data.thresholds.service_accounts.security,
		"count": 1,
		"rule": "service-accounts.removal",
		"message": concat("", [input.person.id, " is a service account: make sure that nothing uses it"]),
	}
}

default last_rotation := ""

last_rotation := input.person.attributes[data.thresholds.service_accounts.secret_column]

secret_is_too_old if {
	last_rotation != ""
	calendar.is_date(last_rotation)
	change.today - calendar.days(last_rotation) > data.thresholds.service_accounts.max_secret_age_days
}

# A text that is no date says nothing about the age.
secret_is_too_old if {
	last_rotation != ""
	not calendar.is_date(last_rotation)
}
