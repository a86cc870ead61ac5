package rollcall.service_accounts_test

import data.rollcall
import rego.v1

thresholds := {"service_accounts": limits}

limits := {"security": "security", "secret_column": "rotated", "max_secret_age_days": 365, "secret_required": false}

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

test_asks_nobody_when_a_service_account_is_made if asked(removal("create-account", "service")) == set()

grant(person) := {
	"change": {"kind": "grant", "person": "s1", "because": []},
	"person": object.union({"id": "s1", "kind": "service", "managerPresent": true, "attributes": {}}, person),
	"at": "2026-03-01T00:00:00Z",
}

denied(input_document, limit) := {hit.rule |
	some hit in rollcall.deny with input as input_document
		with data.thresholds as {"service_accounts": object.union(limits, limit)}
	startswith(hit.rule, "service-accounts.")
}

test_wants_an_owner_who_is_here if {
	denied(grant({"managerPresent": null}), {}) == {"service-accounts.owner"}
	denied(grant({"managerPresent": false}), {}) == {"service-accounts.owner"}
	denied(grant({}), {}) == set()
	denied(grant({"managerPresent": null, "kind": "employee"}), {}) == set()
}

test_wants_a_secret_that_is_not_old if {
	denied(grant({"attributes": {"rotated": "2025-02-28"}}), {}) == {"service-accounts.secret"}
	denied(grant({"attributes": {"rotated": "2025-03-01"}}), {}) == set()
	denied(grant({"attributes": {"rotated": "soon"}}), {}) == {"service-accounts.secret"}
}

test_may_want_to_know_of_every_secret if {
	denied(grant({}), {"secret_required": true}) == {"service-accounts.secret"}
	denied(grant({"attributes": {"rotated": "2026-02-01"}}), {"secret_required": true}) == set()
}
