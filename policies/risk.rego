# How much a change can hurt: the riskiest role behind it, or what cannot be taken back.
package rollcall

import data.rollcall.change
import rego.v1

risk contains {"score": data.roles[role].risk, "reason": concat(" ", ["role", role])} if {
	change.gives_access
	some role in change.roles
}

risk contains {"score": 60, "reason": "a deleted account is gone"} if input.change.kind == "delete-account"

risk contains {"score": 20, "reason": "somebody cannot work any more"} if input.change.kind == "disable-account"
