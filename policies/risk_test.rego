package rollcall.risk_test

import data.rollcall
import rego.v1

roles := {"a": {"risk": 15}, "b": {"risk": 45}}

change(kind) := {"change": {"kind": kind, "because": [{"kind": "birthright", "role": "a"}, {"kind": "birthright", "role": "b"}]}}

scores(kind) := {risk.score | some risk in rollcall.risk with input as change(kind) with data.roles as roles}

test_is_the_risk_of_the_roles_behind_a_grant if scores("grant") == {15, 45}

test_counts_what_cannot_be_taken_back if scores("delete-account") == {60}

test_counts_that_somebody_cannot_work if scores("disable-account") == {20}

test_is_nothing_for_a_revoke if scores("revoke") == set()
