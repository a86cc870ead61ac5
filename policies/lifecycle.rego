# Access is for people on the roster, from their first day to their last.
package rollcall

import data.rollcall.change
import rego.v1

deny contains {"rule": "lifecycle.nobody", "message": message} if {
	is_null(input.person)
	change.gives_access
	message := concat("", [input.change.userName, " belongs to nobody on the roster"])
}

deny contains {"rule": "lifecycle.before-start", "message": message} if {
	input.person.start != null
	input.at < input.person.start
	change.gives_access
	message := concat("", [input.person.id, " starts at ", input.person.start])
}

deny contains {"rule": "lifecycle.gone", "message": message} if {
	gone
	change.gives_access
	message := concat("", [input.person.id, " has left"])
}

gone if input.person.status == "left"

gone if {
	input.person.end != null # null sorts before every text
	input.at >= input.person.end
}
