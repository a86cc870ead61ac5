package rollcall.calendar_test

import data.rollcall.calendar
import rego.v1

known_days := {
	"1970-01-01": 0,
	"1969-12-31": -1,
	"2000-02-29": 11016,
	"2000-03-01": 11017,
	"1900-03-01": -25508,
	"2024-02-29": 19782,
	"2026-08-09": 20674,
	"2026-12-31": 20818,
	"2100-03-01": 47541,
}

test_counts_days if {
	every date, days in known_days {
		calendar.days(date) == days
	}
}

test_counts_seconds if {
	calendar.seconds("2026-03-01T12:34:56Z") == 1772368496
	calendar.seconds("2001-09-09T01:46:40Z") == 1000000000
	calendar.seconds("2026-03-01") == calendar.seconds("2026-03-01T00:00:00Z")
}

test_counts_what_lies_between if {
	calendar.hours_between("2026-02-28T23:00:00Z", "2026-03-01T01:30:00Z") == 2.5
	calendar.hours_between("2026-03-01T01:00:00Z", "2026-03-01T00:00:00Z") == -1
	calendar.days_between("2024-02-28", "2024-03-01") == 2
}

test_knows_the_day_of_the_week if {
	calendar.weekday("1970-01-01T00:00:00Z", 0) == "thursday"
	calendar.weekday("2026-11-23T09:00:00Z", 0) == "monday"
	calendar.weekday("2026-11-22T23:30:00Z", 0) == "sunday"
	calendar.weekday("2026-11-22T23:30:00Z", 1) == "monday"
	calendar.weekday("2026-11-23T00:30:00Z", -5) == "sunday"
	calendar.weekday("1969-12-31T12:00:00Z", 0) == "wednesday"
}

test_knows_the_hour if {
	calendar.hour("2026-11-23T09:30:00Z", 0) == 9.5
	calendar.hour("2026-11-23T23:30:00Z", 2) == 1.5
	calendar.hour("2026-11-23T01:00:00Z", -5) == 20
}

test_tells_a_date_from_a_text if {
	calendar.is_date("2026-11-23")
	calendar.is_date("2026-11-23T09:00:00Z")
	not calendar.is_date("next week")
	not calendar.is_date("2026-13-01")
	not calendar.is_date("2026-00-01")
	not calendar.is_date("2026-11-32")
	not calendar.is_date("2026-11-2x")
	not calendar.is_date("2026/11/23")
	not calendar.is_date("2026-11-23T24:00:00Z")
	not calendar.is_date("2026-11-23 09:00:00Z")
	not calendar.is_date("2026-11-23T09:00+01:00")
}

test_includes_the_last_day if {
	not calendar.is_over("2026-11-23", "2026-11-23T23:59:59Z")
	calendar.is_over("2026-11-23", "2026-11-24T00:00:00Z")
	not calendar.is_over("2026-11-23T09:00:00Z", "2026-11-23T08:59:59Z")
	calendar.is_over("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z")
}
