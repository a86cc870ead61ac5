# Whether a threshold is there to judge by. Ask with `not`, from a rule of its own: an undefined reference inside
# `not is_number(…)` makes the whole rule undefined, and it would be silent exactly when it is needed.
package rollcall.threshold

import rego.v1

is_number_at(path) if is_number(object.get(data.thresholds, path, null))

is_team_at(path) if is_string(object.get(data.thresholds, path, null))
