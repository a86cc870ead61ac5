package rollcall.licences_test

import data.rollcall
import rego.v1

pools := {
	"basic": {"tier": {"product": "suite", "rank": 1}},
	"pro": {"tier": {"product": "suite", "rank": 2}},
	"plain": {"tier": null},
}

thresholds := {"licences": {"free_rank": 1, "owners": "it"}}

seat(pool, kind) := {"change": {"kind": "assign-seat", "pool": pool, "person": "p1", "because": [
	{"kind": kind, "role": "lead"},
	{"kind": "pool", "pool": pool},
]}}

asked(input_document) := {need.message |
	some need in rollcall.approvals with input as input_document with data.pools as pools with data.thresholds as thresholds
	need.rule == "licences.tier"
}

test_asks_for_a_better_tier if asked(seat("pro", "assignment")) == {"p1 would get pro, tier 2 of suite"}

test_asks_nobody_for_the_first_tier if asked(seat("basic", "assignment")) == set()

test_asks_nobody_without_tiers if asked(seat("plain", "assignment")) == set()

test_asks_nobody_for_what_a_birthright_gives if asked(seat("pro", "birthright")) == set()

test_asks_nobody_to_release_a_seat if {
	asked(object.union(seat("pro", "assignment"), {"change": {"kind": "release-seat"}})) == set()
}
