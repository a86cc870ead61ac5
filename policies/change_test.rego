package rollcall.change_test

import data.rollcall.change
import rego.v1

test_gives_access_by_an_account_a_group_and_a_seat if {
	every kind in ["create-account", "enable-account", "grant", "assign-seat"] {
		change.gives_access with input.change.kind as kind
	}
}

test_gives_nothing_otherwise if {
	every kind in ["update-account", "disable-account", "delete-account", "revoke", "release-seat", "end-sessions"] {
		not change.gives_access with input.change.kind as kind
	}
}

test_takes_an_account if {
	every kind in ["disable-account", "delete-account"] {
		change.takes_account with input.change.kind as kind
	}
	not change.takes_account with input.change.kind as "revoke"
}
