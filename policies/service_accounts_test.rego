package rollcall.service_accounts_test

import data.rollcall
import rego.v1

thresholds := {"service_accounts": {"security": "security"}}

removal(kind, person_kind) := {
	"change": {"kind": kind, "person": "s1", "because": []},
	"person": {"id": "s1", "kind": person_kind, "status": "left", "start": null, "end": null},
	"roles": [],
	"assignments": [],
	"at": "2026-03-01T00:00:00Z",
}

asked(input_document) := {need.from |
	some need in rollcall.approvals with input as input_document with data.thresholds as thresholds
	need.rule == "service-accounts.removal"
}

test_asks_before_a_service_account_goes if {
	asked(removal("delete-account", "service")) == {"security"}
	asked(removal("disable-account", "service")) == {"security"}
}

test_asks_nobody_for_people if asked(removal("delete-account", "employee")) == set()

test_denies_without_a_team if {
	some hit in rollcall.deny with input as removal("delete-account", "service") with data.thresholds as {}
	hit.rule == "service-accounts.thresholds"
}

test_asks_nobody_when_a_service_account_is_made if asked(removal("create-account", "service")) == set()

test_is_content_with_a_team if {
	hits := rollcall.deny with input as removal("delete-account", "service") with data.thresholds as thresholds
	not "service-accounts.thresholds" in {hit.rule | some hit in hits}
}
