# Access is for people on the roster, from their first day to their last.
package rollcall

import data.rollcall.change
import rego.v1

deny contains {"rule": "lifecycle.nobody", "message": message} if {
	change.gives_access
	is_null(input.person)
	message := sprintf("%s belongs to nobody on the roster", [input.change.userName])
}

deny contains {"rule": "lifecycle.before-start", "message": message} if {
	change.gives_access
	input.person.start != null
	input.at < input.person.start
	message := sprintf("%s starts at %s", [input.person.id, input.person.start])
}

deny contains {"rule": "lifecycle.gone", "message": message} if {
	change.gives_access
	gone
	message := sprintf("%s has left", [input.person.id])
}

gone if input.person.status == "left"

gone if {
	input.person.end != null # null sorts before every text
	input.at >= input.person.end
}
