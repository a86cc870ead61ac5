# Dates, reckoned from their texts: policy has no clock. Takes `2026-03-01` and `2026-03-01T12:00:00Z`; a date alone is its first moment.
package rollcall.calendar

import rego.v1

# Days since 1970-01-01. The year begins in March here, so that a leap day is its last.
days(instant) := ((((365 * year) + floor(year / 4)) - floor(year / 100)) + floor(year / 400)) + (day_of_year - 719469) if {
	month := number_at(instant, 5)
	year := to_number(substring(instant, 0, 4)) - before_march[month]
	day_of_year := days_before[month] + number_at(instant, 8)
}

# Seconds since 1970-01-01T00:00:00Z.
seconds(instant) := (days(instant) * 86400) + seconds_of_day(instant)

# Negative when the second is earlier.
hours_between(earlier, later) := (seconds(later) - seconds(earlier)) / 3600

days_between(earlier, later) := (seconds(later) - seconds(earlier)) / 86400

# `monday` … `sunday`, so many hours east of UTC.
weekday(instant, utc_offset) := weekdays[floor((local_hours(instant, utc_offset) / 24) + 3) % 7]

# 0 up to 24, with a fraction, so many hours east of UTC.
hour(instant, utc_offset) := hours - (floor(hours / 24) * 24) if hours := local_hours(instant, utc_offset)

is_date(text) if {
	is_string(text)
	count(text) == 10
	is_day(text)
}

is_date(text) if {
	is_string(text)
	count(text) == 20
	is_day(text)
	concat("", [substring(text, 10, 1), substring(text, 13, 1), substring(text, 16, 1), substring(text, 19, 1)]) == "T::Z"
	number_at(text, 11) < 24
	number_at(text, 14) < 60
	number_at(text, 17) < 60
}

is_day(text) if {
	concat("", [substring(text, 4, 1), substring(text, 7, 1)]) == "--"
	to_number(substring(text, 0, 4)) >= 1900
	days_before[number_at(text, 5)] >= 0 # there is such a month
	number_at(text, 8) >= 1
	number_at(text, 8) <= 31
}

# Whether `until` has passed; a date alone includes the whole day.
is_over(until, at) if {
	count(until) == 10
	at >= concat("", [until, "T24"])
}

is_over(until, at) if {
	count(until) > 10
	at >= until
}

local_hours(instant, utc_offset) := (seconds(instant) / 3600) + utc_offset

seconds_of_day(instant) := 0 if count(instant) < 19

seconds_of_day(instant) := ((number_at(instant, 11) * 3600) + (number_at(instant, 14) * 60)) + number_at(instant, 17) if {
	count(instant) >= 19
}

# Two digits. The 1 before them keeps `08` a number.
number_at(text, start) := to_number(concat("", ["1", substring(text, start, 2)])) - 100

before_march := {1: 1, 2: 1, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 0, 10: 0, 11: 0, 12: 0}

# Days from the first of March.
days_before := {3: 0, 4: 31, 5: 61, 6: 92, 7: 122, 8: 153, 9: 184, 10: 214, 11: 245, 12: 275, 1: 306, 2: 337}

weekdays := ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
